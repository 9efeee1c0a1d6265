import { pae, parseEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import {
  CountersignError,
  checkEvidence,
  parseLeaf,
  parseRecord,
  recordId,
  tileReader,
  withLogFiles,
} from "@countersign/core";
import type { AnyRecord, Kind, Leaf, Policy } from "@countersign/core";
import { checkEntryBundle, checkInclusion, formatBundlePath, leafHash, proveInclusion } from "@countersign/tlog";
import type { Checkpoint } from "@countersign/tlog";
import { AFTER_FAILURE, checklist } from "./check.ts";
import type { Check, Checklist, Showing } from "./check.ts";
import { formatEvidence } from "./evidence.ts";
import type { LogToCheck } from "./log-to-check.ts";
import { pathSteps } from "./path-steps.ts";
import { below } from "./read-files.ts";
import type { ReadFiles } from "./read-files.ts";
import { signersOf } from "./signers.ts";

/** The evidence of a leaf, as a bundle or `/evidence/SHA256` gives it to who has the right to it. */
export type Disclosed = {
  /** 16 bytes. */
  readonly salt: Uint8Array;
  /** The DSSE envelope, as it is stored. */
  readonly envelope: Uint8Array;
  /** The policy in force just before the leaf, which the caller has verified; for leaf 0 its own. Absent: no signature is checked. */
  readonly policy?: Policy;
};

/** A leaf and what became of its checks. What is here was reached without a failure before it. */
export type CheckedEntry = {
  /** That no check failed. A check that was not made is in `checks`, with the reason. */
  readonly ok: boolean;
  readonly index: number;
  readonly checks: readonly Check[];
  readonly failure?: Check;
  readonly leaf?: Leaf;
  readonly record?: AnyRecord<Kind>;
  /** SHA-256 of the record's payload, lowercase hex. */
  readonly recordId?: string;
  /** Who signed, as text for people: `dana of oracle (SHA256:…)`. */
  readonly signers?: readonly string[];
  readonly evidence: () => string;
};

type Place = Pick<LogToCheck, "crypto" | "trust"> & {
  readonly files: ReadFiles;
  readonly checkpoint: Checkpoint;
};

/**
 * Checks a leaf of a log whose checkpoint was checked: that its bundle has it where the tile has its hash, its form (`log.leaf`), its path to the
 * root, that salt and envelope are what it commits to (`bundle.evidence-mismatch`), and the envelope, the record and its signatures. The path
 * is recomputed from the tiles as they came, so that a tile which lies shows where it leads.
 */
export async function checkEntry(place: Place, index: number, disclosed?: Disclosed): Promise<CheckedEntry> {
  const list = checklist();
  const bytes = await readLeaf(list, place, index);
  const included =
    bytes === undefined ? skipped(list, "entry.inclusion") : await checkIncluded(list, place, index, bytes);
  const leaf = included === undefined ? skipped(list, "entry.form") : checkForm(list, included);
  const envelope = checkCommitment(list, place, leaf, disclosed);
  const read =
    leaf === undefined || envelope === undefined
      ? skipped(list, "entry.record")
      : readRecord(list, place, leaf, envelope);
  const signers = checkSigners(list, place, read?.kind, envelope, disclosed?.policy);
  const failure = list.failure();
  const { crypto, trust, files } = place;
  return {
    ok: failure === undefined,
    index,
    checks: list.checks,
    ...(failure === undefined ? {} : { failure }),
    ...(leaf === undefined ? {} : { leaf }),
    ...(read === undefined || envelope === undefined
      ? {}
      : { record: read, recordId: recordId(crypto, envelope.payload) }),
    ...(signers === undefined ? {} : { signers }),
    evidence: () =>
      formatEvidence({
        trust,
        files: files.seen,
        checks: list.checks,
        entry: { index, ...(disclosed === undefined ? {} : { disclosed }) },
      }),
  };
}

function readLeaf(
  list: Checklist,
  { crypto, files, checkpoint }: Place,
  index: number,
): Promise<Uint8Array | undefined> {
  return list.read("entry.leaf", async (show) => {
    if (!Number.isSafeInteger(index) || index < 0 || index >= checkpoint.size)
      throw new CountersignError("usage.index", `the log has ${checkpoint.size} leaves, there is no leaf ${index}`);
    const bundle = Math.floor(index / WIDTH);
    const width = Math.min(WIDTH, checkpoint.size - bundle * WIDTH);
    const leaf = await withLogFiles(below(files), [], (read) => {
      const tile = tileReader(read)(0, bundle, width);
      return checkEntryBundle(crypto, read(formatBundlePath({ index: bundle, width })), width, tile)[index % WIDTH];
    });
    if (leaf === undefined) throw new CountersignError("usage.index", `there is no leaf ${index}`);
    show.bytes(`leaf ${index}`, leaf);
    return { found: leaf, sentence: `Leaf ${index} has ${leaf.length} bytes, and its tile has their hash.` };
  });
}

async function checkIncluded(
  list: Checklist,
  { crypto, files, checkpoint }: Place,
  index: number,
  bytes: Uint8Array,
): Promise<Uint8Array | undefined> {
  const { size, root } = checkpoint;
  return list.read("entry.inclusion", async (show) => {
    const hash = leafHash(crypto, bytes);
    show.bytes("the hash of the leaf", hash);
    show.bytes("the root that was signed", root);
    const proof = await withLogFiles(below(files), [], (read) => proveInclusion(crypto, tileReader(read), index, size));
    const claim = { index, size, leafHash: hash, proof };
    show.path(pathSteps(crypto, claim));
    checkInclusion(crypto, { ...claim, root });
    return { found: bytes, sentence: `${proof.length} steps lead from leaf ${index} to the root that was signed.` };
  });
}

function checkForm(list: Checklist, bytes: Uint8Array): Leaf | undefined {
  return list.check("entry.form", (show) => {
    show.bytes("leaf", bytes);
    const found = parseLeaf(bytes);
    return { found, sentence: `It commits to a ${found.kind} record.` };
  });
}

function checkCommitment(
  list: Checklist,
  { crypto }: Place,
  leaf: Leaf | undefined,
  disclosed: Disclosed | undefined,
): Envelope | undefined {
  if (leaf === undefined) {
    skipped(list, "entry.evidence");
    return skipped(list, "entry.envelope");
  }
  if (disclosed === undefined) {
    for (const name of ["entry.evidence", "entry.envelope"] as const) list.skip(name, WITHHELD);
    return undefined;
  }
  const { salt, envelope } = disclosed;
  const matches = list.check("entry.evidence", (show) => {
    show.bytes("salt", salt);
    show.bytes("envelope", envelope);
    show.bytes("what the leaf commits to, in hexadecimal", new TextEncoder().encode(leaf.sha256));
    checkEvidence(crypto, leaf, salt, envelope);
    return { found: true, sentence: "SHA-256 of salt and envelope is what the leaf commits to." };
  });
  if (matches === undefined) return skipped(list, "entry.envelope");
  return list.check("entry.envelope", (show) => {
    const found = parseEnvelope(envelope);
    show.bytes("payload", found.payload);
    const count = found.signatures.length;
    return { found, sentence: `A DSSE envelope with ${count} ${count === 1 ? "signature" : "signatures"}.` };
  });
}

function readRecord(
  list: Checklist,
  { crypto }: Place,
  { kind }: Leaf,
  { payload }: Envelope,
): AnyRecord<Kind> | undefined {
  return list.check("entry.record", (show) => {
    show.bytes("payload", payload);
    const found = parseAny(crypto, kind, payload);
    return { found, sentence: `A ${kind} record with the id ${recordId(crypto, payload)}.` };
  });
}

/** The parser answers with the record of the kind that it was asked for; TypeScript wants each asked by its name. */
function parseAny(crypto: LogToCheck["crypto"], kind: Kind, payload: Uint8Array): AnyRecord<Kind> {
  switch (kind) {
    case "policy":
      return parseRecord(crypto, "policy", payload);
    case "baseline":
      return parseRecord(crypto, "baseline", payload);
    case "change":
      return parseRecord(crypto, "change", payload);
    case "review":
      return parseRecord(crypto, "review", payload);
    case "deployment":
      return parseRecord(crypto, "deployment", payload);
    case "incident":
      return parseRecord(crypto, "incident", payload);
    case "break-glass":
      return parseRecord(crypto, "break-glass", payload);
    default:
      return never(kind);
  }
}

function checkSigners(
  list: Checklist,
  { crypto }: Place,
  kind: Kind | undefined,
  envelope: Envelope | undefined,
  policy: Policy | undefined,
): readonly string[] | undefined {
  if (list.failure() !== undefined) return skipped(list, "entry.signatures");
  if (kind === undefined || envelope === undefined) return void list.skip("entry.signatures", WITHHELD);
  if (policy === undefined)
    return void list.skip("entry.signatures", "Nobody said which policy was in force at this leaf.");
  return list.check("entry.signatures", (show) => {
    showSigned(show, envelope);
    const found = signersOf(crypto, kind, envelope, policy);
    return { found, sentence: `Signed by ${found.join(", ")}, by keys of policy version ${policy.version}.` };
  });
}

function showSigned(show: Showing, { payloadType, payload, signatures }: Envelope): void {
  show.bytes("what was signed (DSSE PAE)", pae(payloadType, payload));
  for (const { sig } of signatures) show.bytes("signature", sig);
}

const WIDTH = 256;

/** What a reader without rights to the evidence of a leaf is told. */
const WITHHELD = "The evidence of this leaf was not given; whoever has it can check it against the leaf.";

function skipped(list: Checklist, name: Check["name"]): undefined {
  list.skip(name, list.failure() === undefined ? WITHHELD : AFTER_FAILURE);
  return undefined;
}

function never(kind: never): never {
  throw new TypeError(`no kind of leaf: ${String(kind)}`);
}
