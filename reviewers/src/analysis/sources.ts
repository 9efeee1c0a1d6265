/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "e5b432a7a3eb5c5d0671b7456c04321950f92f209884bccdbdef6234d49e508b";
