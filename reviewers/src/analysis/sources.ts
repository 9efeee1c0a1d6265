/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "fc52e9dadde434e7a8443e31cc75833871421857aa4a75518b97b51a6262e7f8";
