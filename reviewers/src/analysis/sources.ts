/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "efd16bd7284464950059a7a2f5a76d9d4f93ea8ef1fe46dc7a94ede95229a6fd";
