/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "54a1407b325bea9c38d72dfd3b13dbd06088ade5ea490d0b819559814babb550";
