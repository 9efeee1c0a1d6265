/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "b5b1ea425bc499a8f2e9a9dcd43f05d8421365332217110bc41dfdd1f0a34a15";
