/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "676831bf359a06e992365ace375e65ceb5c9c8beb695ed51eb7791f3eb954ab8";
