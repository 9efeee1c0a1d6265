/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "179bbb5f1475152423c5bf943ed7e80c73337cd81cf7b59bb9826dc7f0ea9dc8";
