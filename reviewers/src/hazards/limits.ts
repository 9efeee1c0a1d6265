/** Bounds of what hazards read. What lies beyond one is a finding `limit.…`, not analysed, and in the digest all the same. */
export type HazardLimits = {
  /** Bytes of one side of an entry. */
  readonly content: number;
  /** Bytes of all sides together. */
  readonly total: number;
  /** Entries whose contents are read. */
  readonly entries: number;
  /** Lines that are compared to find moves. */
  readonly movedLines: number;
  /** Files of the base, and bytes of one and of all, that new files are compared with. */
  readonly originals: number;
  readonly original: number;
  readonly originalsTotal: number;
  /** Findings of one code. */
  readonly findings: number;
  /** Rows of one ledger. */
  readonly rows: number;
};

/** The bounds of a capture. */
export const HAZARD_LIMITS: HazardLimits = {
  content: 2 * 1024 * 1024,
  total: 128 * 1024 * 1024,
  entries: 20_000,
  movedLines: 200_000,
  originals: 1_000,
  original: 256 * 1024,
  originalsTotal: 16 * 1024 * 1024,
  findings: 1_000,
  rows: 2_000,
};
