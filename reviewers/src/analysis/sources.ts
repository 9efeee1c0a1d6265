/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "8dcc71d53ed2b207984a7a702eb7baa082a6f30b11518d19855ba4aeede3b697";
