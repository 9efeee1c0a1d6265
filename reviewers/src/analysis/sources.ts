/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "d8cc21a1b983795a0a3f963a554d526eaefd5264de8d4c6fa0e7c02d5f509b66";
