import { formatBundleCheckpoint, formatBundleHeader, formatBundleLeaf } from "@countersign/core";
import type { LeafLine, LoggedPolicy, Root } from "@countersign/core";
import { scribe } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import {
  COSIGNATURE,
  ED25519,
  addSignatures,
  cosign,
  followLog,
  formatCheckpoint,
  frontierRoot,
  signCheckpoint,
  signerKey,
} from "@countersign/tlog";
import type { Checkpoint } from "@countersign/tlog";
import type { BareChange } from "./bare-change.ts";
import { TIME, baselineAt, benchPolicy } from "./bench-policy.ts";
import { signedChanges } from "./signed-changes.ts";

const WITNESS = { keyName: "witness.example/oracle-w", key: "oracle-w" };

/** A log that grows by changes with their approvals; it keeps no leaf, so that it may become long. */
export type GrowingLog = {
  readonly root: Root;
  readonly size: () => number;
  /**
   * The lines of a bundle that adds changes to where the one before ended; the first one begins with a policy and a
   * baseline. They are made while they are read, and have to be read to their end.
   */
  readonly grow: (changes: readonly BareChange[]) => Generator<Uint8Array>;
};

/** The first two leaves of a log, its policy and a baseline at a commit. */
export function begunLog(start: BareChange["base"]): {
  readonly root: Root;
  readonly policy: LoggedPolicy;
  readonly lines: readonly Required<LeafLine>[];
} {
  const log = scribe(benchPolicy(), ["olga", "dana", "nils"], [WITNESS]);
  log.byPeople("baseline", baselineAt(log.contents().policy, start), ["olga", "dana", "nils"]);
  return { root: log.root, policy: log.contents().policy, lines: log.lines };
}

/** Begins a log at a commit. */
export function growingLog(start: BareChange["base"]): GrowingLog {
  const { root, policy, lines } = begunLog(start);
  const { origin } = root.log;
  const follower = followLog(nodeCrypto);
  let waiting = lines;
  const added = (line: Required<LeafLine>) => {
    follower.add(line.leaf);
    return formatBundleLeaf(line);
  };
  return {
    root,
    size: () => follower.frontier().size,
    *grow(changes) {
      const from = follower.frontier().size;
      const first = from + waiting.length;
      yield formatBundleHeader({ origin, from, size: first + 2 * changes.length });
      for (const line of waiting) yield added(line);
      waiting = [];
      for (const line of signedChanges(policy, first, changes)) yield added(line);
      const { size } = follower.frontier();
      yield formatBundleCheckpoint(cosigned({ origin, size, root: frontierRoot(nodeCrypto, follower.frontier()) }));
    },
  };
}

function cosigned(tree: Checkpoint): string {
  const signed = signCheckpoint(nodeCrypto, tree, signerKey(nodeCrypto, tree.origin, ED25519, testKey("log").seed));
  const witness = signerKey(nodeCrypto, WITNESS.keyName, COSIGNATURE, testKey(WITNESS.key).seed);
  return addSignatures(signed, cosign(nodeCrypto, formatCheckpoint(tree), witness, TIME));
}
