import type { ChangeRecord } from "../change/record.ts";
import { sumOf } from "./net.ts";

/**
 * A captured change as a gate needs it: without its entries, which the digest binds and of which `sum` is a fingerprint
 * (see `netDifference`), and without what the author said of it.
 */
export type RememberedChange = Omit<ChangeRecord, "entries" | "claim" | "excluded" | "commits"> & {
  readonly sum: number;
};

/** What of a change record a gate goes on with. */
export function rememberedChange(record: ChangeRecord): RememberedChange {
  const { entries, claim: _claim, excluded: _excluded, commits: _commits, ...rest } = record;
  return { ...rest, sum: sumOf(entries) };
}
