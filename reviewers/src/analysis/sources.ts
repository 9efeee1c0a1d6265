/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "73f3420cd59118289b9877b647ee1e9a236c088a777f0ba9f46cf6a67e452c32";
