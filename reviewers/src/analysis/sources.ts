/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "49bbc5dced9154c69c04936859e0583ad5f2fa7b1e6eeef31e24f5c53f073b74";
