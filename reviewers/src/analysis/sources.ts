/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "841a8d91efd21b9f051a8ce57f4bb52878020d6d0c16449ec3f2caab815a1e36";
