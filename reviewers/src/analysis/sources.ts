/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "0ee6f27ed902062325db430c16334250e77c9dee286738eee7ea5840b953394d";
