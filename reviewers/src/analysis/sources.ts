/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "d6877a296ac6a7fd21e001724b1c52096882a2eb89f858ede21fb36c74b8f4b3";
