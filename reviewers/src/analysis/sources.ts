/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "a8efbf8a495d632e98960edd3f108b95e3b274f2134916b0306b6939c2520f19";
