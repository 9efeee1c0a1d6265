/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "b8cabc016c45bb0d19437b9cbb15f8f4524cd53d903445bfd5ac8c449ddf99fa";
