/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "c65ad4b7bb79e14e9b4cfb24149143a0ca5773908698c877c4d42383891552ed";
