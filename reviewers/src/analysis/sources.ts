/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "d6dfd1c58b24a333a012e9d1c3f6e95effe0c16195151fdd78eb0c18b40a9f05";
