/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "374ca4414d404dc9b4748bd6fd47437f9d3001e243fd13d649c4f8231cb6dc3b";
