/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "b36b06fceb53de3ab6153a70d1d6e3fa260fe5e7118c128d2fc6663909752f23";
