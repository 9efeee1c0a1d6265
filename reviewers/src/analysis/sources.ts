/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "65a248993fda32c872aef8757b6456a9f7f45e9d308d7668dacedc17c6a33531";
