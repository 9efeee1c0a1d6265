/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "ae4074f803c9ba4903a3e9c1f38bfd94ed40c117ecee548ffc6203ca4ae44062";
