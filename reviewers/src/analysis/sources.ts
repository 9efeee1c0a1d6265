/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "a00ed5b93d42d6c30a2101d4c3915c714a27fcb47abc71185164a2c18139fa80";
