/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "b20e7cfc80a96e628f6d180ff2044c26e69c568e51c3947f09557824ce156317";
