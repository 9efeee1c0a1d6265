import { scribe } from "@countersign/core/testing";
import { formatBundleCheckpoint, formatBundleHeader, formatBundleLeaf } from "@countersign/core";
import type { Root } from "@countersign/core";
import { TIME, benchPolicy, baselineAt } from "./bench-policy.ts";
import { appendChanges } from "./append-changes.ts";
import type { BareChange } from "./bare-change.ts";

/** A log that grows by changes with their approvals, and gives bundles of what is new. */
export type GrowingLog = {
  readonly root: Root;
  readonly size: () => number;
  readonly add: (changes: Iterable<BareChange>) => void;
  readonly bundle: (from: number) => Generator<Uint8Array>;
};

/** Begins a log with a policy and a baseline. */
export function growingLog(start: BareChange["base"]): GrowingLog {
  const log = scribe(
    benchPolicy(),
    ["olga", "dana", "nils"],
    [{ keyName: "witness.example/oracle-w", key: "oracle-w" }],
  );
  log.byPeople("baseline", baselineAt(log.contents().policy, start), ["olga", "dana", "nils"]);
  return {
    root: log.root,
    size: () => log.lines.length,
    add: (changes) => appendChanges(log, changes),
    *bundle(from) {
      const size = log.lines.length;
      yield formatBundleHeader({ origin: log.root.log.origin, from, size });
      for (const line of log.lines.slice(from)) yield formatBundleLeaf(line);
      yield formatBundleCheckpoint(log.checkpoint(TIME));
    },
  };
}
