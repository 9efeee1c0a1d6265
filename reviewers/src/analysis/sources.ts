/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "dc61bebc4b7ff73ff9755c095216ea46019b9e8e79846f97f6b90aed279bcd67";
