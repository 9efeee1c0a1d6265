import { CHANGES } from "./changes.ts";
import type { Allowed, Expectation } from "./expectation.ts";

/** What an analysis owes of one commit, and what it may say besides. */
export type ManifestEntry = {
  /** From 1, which is the import. */
  readonly number: number;
  readonly title: string;
  readonly expected: readonly Expectation[];
  readonly allowed: readonly Allowed[];
};

/** The truth about Lumen's history; whatever else is found at R3 or R4 is a false alarm. */
export const MANIFEST: readonly ManifestEntry[] = [
  { number: 1, title: "Import Lumen", expected: [], allowed: [] },
  ...CHANGES.map(({ title, expected, allowed = [] }, index) => ({ number: index + 2, title, expected, allowed })),
];
