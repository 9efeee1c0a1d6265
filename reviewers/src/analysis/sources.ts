/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "0e1b4dee2dc8e60d55363ba787ca984b42b66eb7c7cd4bbb91aff4c22fb40628";
