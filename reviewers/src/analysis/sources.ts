/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "3b08ca372c06002c95c19bfdf1e71151db1a7a7a56bf6d4335d377b540149a96";
