/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "5669f55f6d659482e1543adb70f61cab2ab0ca9cc5bb4636fbd723e477909654";
