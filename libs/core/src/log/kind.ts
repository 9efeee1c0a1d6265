/** The kinds of records that the log holds ("Records"); a leaf's kind is its record's predicate type. */
export const KINDS = ["policy", "baseline", "change", "review", "deployment", "incident", "break-glass"] as const;

export type Kind = (typeof KINDS)[number];
