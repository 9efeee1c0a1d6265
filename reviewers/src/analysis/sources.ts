/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "3278b1493a7f5218031220b8561beb1a344be33b8ea1ba178e6ee3763e2d6d63";
