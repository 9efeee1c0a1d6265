/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "992800661f277d07b8ed54c0af959ca235806c11641f723ba1c13d4492be8513";
