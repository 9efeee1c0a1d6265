import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadSignerKey } from "@countersign/adapters/keys";
import { formatEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import {
  bundleReader,
  commitment,
  formatBundleCheckpoint,
  formatBundleHeader,
  formatBundleLeaf,
  formatLeaf,
} from "@countersign/core";
import type { BundleLeaf, DisclosedLeaf, Kind } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { LOG_KEY, WITNESS_KEYS } from "@countersign/home/folder";
import {
  addSignatures,
  cosign,
  followLog,
  formatCheckpoint,
  frontierRoot,
  parseSignerKey,
  signCheckpoint,
} from "@countersign/tlog";
import type { SignerKey } from "@countersign/tlog";
import { done } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";
import { answerOf, gateCall } from "./stage.testing.ts";
import type { Answer, GateOptions, Stage } from "./stage.testing.ts";

/** Somebody who has the keys of the log and of all its witnesses, and shows gates whatever log they like. */
export type Forger = {
  /** The honest log as it is now, leaf by leaf. */
  readonly lines: () => Promise<readonly DisclosedLeaf[]>;
  /** Asks the gate about a commit, with these leaves under a checkpoint that is signed and cosigned as it should be. */
  readonly ask: (commit: string, leaves: readonly BundleLeaf[], options?: ForgedOptions) => Promise<Answer>;
  /** The same for any lines: what `bundle` makes of leaves, or what was edited by hand. */
  readonly askWith: (commit: string, text: string | Uint8Array, options?: GateOptions) => Promise<Answer>;
  /** A bundle of leaves. */
  readonly bundle: (leaves: readonly BundleLeaf[], options?: ForgedOptions) => string;
};

type ForgedOptions = GateOptions & {
  /** What the witnesses say the time is, in seconds since 1970. */
  readonly time?: number;
  /** The log's own key and the witnesses' keys, in place of the real ones. */
  readonly log?: SignerKey;
  readonly witnesses?: readonly SignerKey[];
  /** What the checkpoint says, where it is not about these leaves. */
  readonly checkpoint?: { readonly size?: number; readonly origin?: string; readonly root?: Uint8Array };
  /** The origin that the bundle's header names. */
  readonly origin?: string;
};

/** Takes the keys out of a stage's home. */
export async function openForger(stage: Stage, witnesses: readonly string[] = ["oracle-w"]): Promise<Forger> {
  const key = async (file: string) => parseSignerKey(nodeCrypto, await loadSignerKey(join(stage.home, file)));
  const log = await key(LOG_KEY);
  const cosigners = await Promise.all(witnesses.map((name) => key(`${WITNESS_KEYS}/${name}.key`)));
  const bundle = (leaves: readonly BundleLeaf[], options: ForgedOptions = {}) =>
    bundleText(leaves, { log, witnesses: cosigners, ...options });
  const askWith = async (commit: string, text: string | Uint8Array, options: GateOptions = {}) => {
    const file = join(stage.folder, "forged.bundle");
    writeFileSync(file, text);
    const call = gateCall(commit, { repo: stage.repo.path, ...options }, file, join(stage.home, "root.json"));
    return answerOf(await runCli(call, { home: options.home ?? join(stage.folder, "forged-gate") }));
  };
  return {
    lines: () => honestLines(stage),
    bundle,
    askWith,
    ask: (commit, leaves, options = {}) => askWith(commit, bundle(leaves, options), options),
  };
}

/** A leaf for any evidence, whatever it is. */
export function forgedLine(kind: Kind, envelope: Envelope | Uint8Array): DisclosedLeaf {
  const evidence = envelope instanceof Uint8Array ? envelope : formatEnvelope(envelope);
  const salt = nodeCrypto.sha256(evidence).subarray(0, 16);
  return { leaf: formatLeaf({ kind, sha256: commitment(nodeCrypto, salt, evidence) }), salt, evidence };
}

async function honestLines({ folder, run }: Stage): Promise<readonly DisclosedLeaf[]> {
  const file = join(folder, "honest.bundle");
  await done(run("bundle", "-o", file));
  const reader = bundleReader();
  const items = readFileSync(file, "utf8").trimEnd().split("\n").map(bytesOf).map(reader.line);
  return items.flatMap((item) => (item.kind === "leaf" && "evidence" in item.leaf ? [item.leaf] : []));
}

function bundleText(
  leaves: readonly BundleLeaf[],
  options: ForgedOptions & Required<Pick<ForgedOptions, "log" | "witnesses">>,
): string {
  const { log, witnesses, time = Math.floor(Date.now() / 1000), checkpoint = {} } = options;
  const follower = followLog(nodeCrypto);
  for (const { leaf } of leaves) follower.add(leaf);
  const root = frontierRoot(nodeCrypto, follower.frontier());
  const tree = { origin: log.name, size: leaves.length, root, ...checkpoint };
  const text = formatCheckpoint(tree);
  const note = witnesses.reduce(
    (signed, witness) => addSignatures(signed, cosign(nodeCrypto, text, witness, time)),
    signCheckpoint(nodeCrypto, tree, { ...log, name: tree.origin }),
  );
  const lines = [
    formatBundleHeader({ origin: options.origin ?? log.name, from: 0, size: leaves.length }),
    ...leaves.map(formatBundleLeaf),
    formatBundleCheckpoint(note),
  ];
  return `${lines.map((line) => new TextDecoder().decode(line)).join("\n")}\n`;
}

function bytesOf(line: string): Uint8Array {
  return new TextEncoder().encode(line);
}
