/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "4f2c5ec3d2115e7816c713a922f884bca3435794311b02cb1af9110353fd930e";
