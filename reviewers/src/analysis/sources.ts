/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "95f804586da15ed83e04102a8444c8aa490a41413967aa9638669b0799e739d0";
