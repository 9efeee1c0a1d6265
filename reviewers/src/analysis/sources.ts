/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "20eb5edd0b886d01e9d95149c77ef655db586b00cf46b305b198b6aca374ecc8";
