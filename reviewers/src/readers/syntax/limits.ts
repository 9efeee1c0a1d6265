/** Bounds of one text. None of them looks at a clock: the same text is always within or always beyond. */
export const LIMITS = {
  /** Bytes of UTF-8. */
  bytes: 1_048_576,
  /** Nodes of a tree, punctuation included; ordinary code has one for three to five units. */
  nodes: 600_000,
  /** Nodes above a node. */
  depth: 2_000,
  /** Turns of the parser's loops (`metered`), and for each unit of text; ordinary code takes 20 to 100 for a unit. `reserve` is for one step. */
  turns: 30_000_000,
  turnsPerUnit: 200,
  reserve: 100_000_000,
  facts: 200_000,
  /** UTF-16 units that all facts of a text say, and for each unit of text; ordinary code takes two to eight. */
  said: 1_000_000,
  saidPerUnit: 40,
} as const;

/** Share of a text that may stand in no construct of its language. */
export const MOST_BROKEN = 0.2;

/** UTF-16 units of one value, of a condition or branch, of a body, of a name; names around a fact. */
export const LONGEST = { value: 4_000, branch: 2_000, body: 100_000, name: 200, note: 400, within: 24 } as const;
