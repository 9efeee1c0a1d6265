/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "83e285bb2a153daed8e7ead0ac676b5260aef4c89f0d5565a70d220f55f6a8fd";
