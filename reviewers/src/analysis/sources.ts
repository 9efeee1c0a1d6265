/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "740658ffa9fe3554984e09d0749b552be72465cda17ef20b9dc97f32eeb273df";
