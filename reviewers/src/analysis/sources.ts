/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "dac11eecfc22691cc7221b5988d781f41a2a0e4747c5922f91368679901a4901";
