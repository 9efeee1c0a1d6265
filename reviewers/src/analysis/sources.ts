/** SHA-256 over the sources of the analysis; written by `npm run detectors -- --write`. */
export const SOURCES = "6718c7739fb087687669186f82341cb73d0365e381c55e12a91edaef61b0ce00";
