/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "151959bf23aacc0f3b7c27bc8d2244632bf0d76f2285a93544d6dfcaf6d933f9";
