/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "b5159b8441d95307143e61acecca2efacf283be0e775cc24395c5f75809211a2";
