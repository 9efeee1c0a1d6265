import type { Finding } from "@countersign/core";
import type { LedgerChanges, Row } from "../ledgers/row.ts";
import { findingAbout, stepsTo } from "./moving.ts";
import type { Moving } from "./moving.ts";
import type { PastRow, PastStep } from "./past.ts";

/** What an earlier change opened and this one closes: a value that is back, a row that goes again. */
export type Closed = {
  readonly about: Finding;
  readonly row: Row;
  readonly opened: { readonly id: string; readonly at: number };
  /** The value that it is back at. */
  readonly back?: string;
};

/** Values that are again what they were before an earlier change (`exposure.closed`). */
export function returned(moving: readonly Moving[], steps: readonly PastStep[]): readonly Closed[] {
  return moving.flatMap((one): readonly Closed[] => {
    const left = stepsTo(one, steps).find(({ before }) => before === one.after);
    return left === undefined ? [] : [{ about: one.about, row: one.result, opened: left, back: one.after }];
  });
}

/** Stages, lists, data flows, features and models that an earlier change brought and this one takes away. */
export function removed(
  ledgers: LedgerChanges,
  findings: readonly Finding[],
  rows: readonly PastRow[],
): readonly Closed[] {
  return Object.entries(ledgers).flatMap(([ledger, changes]) =>
    changes.flatMap((change): readonly Closed[] => {
      if (ledger === "parameter" || change.how !== "removed" || change.base.test) return [];
      const { base } = change;
      const about = findingAbout(base, "base", findings);
      const opened = rows.findLast((row) => row.ledger === ledger && row.key === base.key);
      return about === undefined || opened === undefined ? [] : [{ about, row: base, opened }];
    }),
  );
}
