import { parseEnvelope } from "@countersign/attest";
import { CountersignError, logReader, parseRecord, policyVersion, rootOf, trustOf } from "@countersign/core";
import type { BundleLeaf, Crypto, Kind, LogContents, LogReader, Policy, Root } from "@countersign/core";
import { LogError, parseCheckpoint, parseNote, rebuildLog } from "@countersign/tlog";
import type { Trust } from "@countersign/tlog";
import { bundleLines, countDisclosed, kindOf } from "./bundle-lines.ts";
import type { BundleLines } from "./bundle-lines.ts";
import { AFTER_FAILURE, checklist, isRefusal } from "./check.ts";
import type { Check, Checklist } from "./check.ts";
import type { CheckedEntry } from "./check-entry.ts";
import { checkLog } from "./check-log.ts";
import type { SoundLog, UnsoundLog } from "./check-log.ts";
import { checkRecords } from "./check-records.ts";
import type { ReadRecords } from "./check-records.ts";
import { formatChecks } from "./evidence.ts";

/** A bundle to check, line by line without line feeds, and the root that whoever looks has pinned. */
export type BundleToCheck = {
  readonly crypto: Crypto;
  readonly lines: Iterable<Uint8Array>;
  /** `root.json`; absent where nobody pinned one, and then the answer is `unpinned` at best. */
  readonly root?: Root;
  /** Told after some leaves how many of them were read; it is waited for, so that a page can draw. */
  readonly progress?: (read: number, size: number) => Promise<void>;
};

/**
 * What a bundle is worth. `verified`: everything verifies against the pinned root. `unpinned`: it agrees with itself, and nobody said whose policy to
 * believe. `undisclosed`: the tree verifies, and evidence is withheld, so nothing is known of what was decided. `failed`: a check failed.
 */
export type BundleVerdict = "verified" | "unpinned" | "undisclosed" | "failed";

/** A bundle and what became of its checks. */
export type CheckedBundle = {
  readonly verdict: BundleVerdict;
  readonly checks: readonly Check[];
  readonly failure?: Check;
  /** What the log says; present where the policies could be read and every record verified. */
  readonly contents?: LogContents;
  /** Kind of each leaf, in order; undefined for a leaf that is none. */
  readonly kinds: readonly (Kind | undefined)[];
  /** The root that the bundle's own first policy makes: what to compare with what one was told. */
  readonly ownRoot?: Root;
  /** Checks one leaf as `checkLog` has it; absent where the checkpoint or the tree failed. */
  readonly entry?: (index: number) => Promise<CheckedEntry>;
  /** The checks as JSON (`formatChecks`); what they were made from is the bundle itself. */
  readonly evidence: () => string;
};

/**
 * Checks a whole bundle from its first leaf: its form (`bundle.…`), that its first policy is the one that is pinned (`policy.root`), the checkpoint with the
 * key, witnesses and quorum of the newest policy, the tree, and the evidence, signatures and rules of every record, by the log reader of gates.
 */
export async function checkBundle(bundle: BundleToCheck): Promise<CheckedBundle> {
  const { crypto } = bundle;
  const list = checklist();
  const lines = readForm(list, bundle);
  const ownRoot = lines === undefined ? undefined : firstRoot(crypto, lines.leaves);
  const root = lines === undefined ? skipRoot(list) : checkRoot(list, bundle, ownRoot);
  if (lines === undefined || list.failure() !== undefined) return nothingRead(list, lines, ownRoot);
  const reader = root === undefined || countDisclosed(lines) === 0 ? undefined : await readRecords(bundle, root, lines);
  const read: ReadRecords = reader?.soFar() ?? { problems: [] };
  checkRecords(list, lines, read);
  const trust = trustFor(crypto, root, read.contents);
  checkSize(list, bundle, lines);
  const log = trust === undefined ? undefined : await checkTree(crypto, lines, trust);
  const made = [...list.checks, ...(log?.checks ?? [])];
  const checks = reader === undefined ? made : [...made, ...askReader(made, reader, lines)];
  const failure = checks.find(({ state }) => state === "failed");
  const verdict = verdictOf(failure, bundle, lines);
  return {
    ...resultOf(checks, lines, ownRoot),
    verdict,
    ...(read.contents === undefined || failure !== undefined ? {} : { contents: read.contents }),
    ...(log?.ok === true
      ? { entry: (index: number) => log.entry(index, disclosedAt(lines, read.contents, index)) }
      : {}),
  };
}

function readForm(list: Checklist, { lines }: BundleToCheck): BundleLines | undefined {
  const read = list.check("bundle.form", () => {
    const found = bundleLines(lines);
    const { origin, from, size } = found.header;
    return { found, sentence: `A bundle of the log ${origin}: leaves ${from} to ${size - 1}, and a checkpoint.` };
  });
  if (read === undefined) list.skip("bundle.start", AFTER_FAILURE);
  else startsAtFirst(list, read);
  return read;
}

function startsAtFirst(list: Checklist, { header: { from, size } }: BundleLines): void {
  list.check("bundle.start", () => {
    if (from > 0) throw new CountersignError("bundle.from", `the bundle begins at leaf ${from}, not at the first one`);
    if (size === 0) throw new CountersignError("log.empty", "the bundle holds no leaf");
    return { found: true, sentence: "It begins at the first leaf, so nothing before it can be hidden." };
  });
}

/** The root that the policy of the first leaf makes; undefined where it cannot be read, which the log reader then says. */
function firstRoot(crypto: Crypto, [first]: readonly BundleLeaf[]): Root | undefined {
  if (first === undefined || !("evidence" in first)) return undefined;
  try {
    const { payload } = parseEnvelope(first.evidence);
    return rootOf(policyVersion(crypto, parseRecord(crypto, "policy", payload).record.policy));
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/** A log that goes on behind the leaves, or leaves that go on behind the log, are a bundle of another moment. */
function checkSize(list: Checklist, { crypto }: BundleToCheck, { leaves, checkpoint }: BundleLines): void {
  list.check("bundle.size", () => {
    const { size } = parseCheckpoint(crypto, parseNote(checkpoint).text);
    if (size === leaves.length) return { found: true, sentence: `The checkpoint is of these ${size} leaves.` };
    throw new LogError("log.size", `the checkpoint is of ${size} leaves, and ${leaves.length} are here`);
  });
}

/** The last word is that of the reader that gates ask; it has read the same leaves. */
function askReader(made: readonly Check[], reader: LogReader, { checkpoint }: BundleLines): readonly Check[] {
  const list = checklist();
  if (made.some(({ state }) => state === "failed")) list.skip("bundle.reader", AFTER_FAILURE);
  else
    list.check("bundle.reader", () => {
      const { contents } = reader.finish(new TextEncoder().encode(checkpoint));
      return {
        found: true,
        sentence: `A gate would read this log, with policy version ${contents.policy.policy.version}.`,
      };
    });
  return list.checks;
}

function skipRoot(list: Checklist): undefined {
  list.skip("bundle.root", AFTER_FAILURE);
}

function checkRoot(list: Checklist, { root }: BundleToCheck, ownRoot: Root | undefined): Root | undefined {
  const own = ownRoot?.policySha256;
  if (root === undefined) {
    const compare =
      own === undefined ? "" : ` The bundle's own first policy is ${own}: compare it with what you were told.`;
    list.skip("bundle.root", `Nobody said which policy to believe.${compare}`);
    return ownRoot;
  }
  list.check("bundle.root", (show) => {
    show.bytes("the pinned policy, SHA-256 in hexadecimal", new TextEncoder().encode(root.policySha256));
    if (own !== undefined) show.bytes("the bundle's first policy", new TextEncoder().encode(own));
    if (own !== undefined && own !== root.policySha256)
      throw new CountersignError("policy.root", `the first policy is ${own}, and ${root.policySha256} is pinned`);
    const withheld = own === undefined ? " The bundle's own is not in it." : " It is the first one of the bundle.";
    return { found: true, sentence: `The policy ${root.policySha256} is pinned.${withheld}` };
  });
  return root;
}

async function readRecords({ crypto, progress }: BundleToCheck, root: Root, { leaves }: BundleLines) {
  const reader = logReader(crypto, root);
  for (const [index, leaf] of leaves.entries()) {
    reader.add(leaf);
    if (index % LEAVES_A_TURN === LEAVES_A_TURN - 1) await progress?.(index + 1, leaves.length);
  }
  return reader;
}

const LEAVES_A_TURN = 64;
/** The newest policy says whose checkpoint it must be; where none can be read, the pinned root does. */
function trustFor(crypto: Crypto, root: Root | undefined, contents: LogContents | undefined): Trust | undefined {
  if (contents !== undefined) return trustOf(crypto, contents.policy.policy.log);
  return root === undefined
    ? undefined
    : trustOf(crypto, { ...root.log, witnesses: root.witnesses, quorum: root.quorum });
}

/** The tiles that the leaves give are the log's if they lead to the root that was signed. */
function checkTree(crypto: Crypto, { leaves, checkpoint }: BundleLines, trust: Trust): Promise<SoundLog | UnsoundLog> {
  const files = new Map(
    [
      ...rebuildLog(
        crypto,
        leaves.map(({ leaf }) => leaf),
      ),
    ].map(({ path, bytes }) => [path, bytes]),
  );
  files.set("checkpoint", new TextEncoder().encode(checkpoint));
  return checkLog({ crypto, trust, read: async (path) => files.get(path) });
}

function verdictOf(failure: Check | undefined, { root }: BundleToCheck, lines: BundleLines): BundleVerdict {
  if (failure !== undefined) return "failed";
  if (root === undefined) return "unpinned";
  return countDisclosed(lines) === lines.leaves.length ? "verified" : "undisclosed";
}

function disclosedAt({ leaves }: BundleLines, contents: LogContents | undefined, index: number) {
  const line = leaves[index];
  if (line === undefined || !("evidence" in line)) return undefined;
  const policy = contents === undefined ? undefined : policyBefore(contents, index);
  return { salt: line.salt, envelope: line.evidence, ...(policy === undefined ? {} : { policy }) };
}

function policyBefore({ policies }: LogContents, index: number): Policy | undefined {
  return (policies.findLast(({ leaf }) => leaf < index) ?? policies[0])?.policy;
}

function nothingRead(list: Checklist, lines: BundleLines | undefined, ownRoot: Root | undefined): CheckedBundle {
  for (const name of ["bundle.evidence", "bundle.policies", "bundle.records", "bundle.size"] as const)
    list.skip(name, AFTER_FAILURE);
  return { ...resultOf(list.checks, lines, ownRoot), verdict: "failed" };
}

function resultOf(checks: readonly Check[], lines: BundleLines | undefined, ownRoot: Root | undefined) {
  const failure = checks.find(({ state }) => state === "failed");
  return {
    checks,
    ...(failure === undefined ? {} : { failure }),
    kinds: lines?.leaves.map(({ leaf }) => kindOf(leaf)) ?? [],
    ...(ownRoot === undefined ? {} : { ownRoot }),
    evidence: () => formatChecks(checks),
  };
}
