/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "fa9380a338de6b7e0ffe7487211b4ee85a9d223a9e0161e676ac51d6f1883b2d";
