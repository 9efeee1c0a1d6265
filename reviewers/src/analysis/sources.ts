/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "f07adae97524157dbefaa288b80f6cf7041eb47988347eb49a8f421327f24403";
