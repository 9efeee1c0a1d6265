/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "52e482e287ee9e0883d223c4f2c51fa9dc80389bc080946b975ebfc58e691819";
