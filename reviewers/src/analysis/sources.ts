/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "7df1d303d96c9b9946092622b890376a3cf9d91ffc86f36b7ef5f4c304759fb5";
