import { IN_TOTO_PAYLOAD_TYPE, formatEnvelope, pae, signEnvelope, signSshsig } from "@countersign/attest";
import type { Envelope, JsonObject } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import {
  COSIGNATURE,
  ED25519,
  addSignatures,
  cosign,
  followLog,
  frontierRoot,
  formatCheckpoint,
  signCheckpoint,
  signerKey,
} from "@countersign/tlog";
import { policyVersion } from "../policy/digest.ts";
import type { Root } from "../policy/root.ts";
import { rootOf } from "../policy/root.ts";
import { formatBundleCheckpoint, formatBundleHeader, formatBundleLeaf } from "./bundle.ts";
import { commitment } from "./evidence.ts";
import type { Kind } from "./kind.ts";
import { formatLeaf } from "./leaf.ts";
import type { LeafLine } from "./open-leaf.ts";
import { logReader } from "./log-reader.ts";
import type { LogContents } from "./contents.ts";
import { formatRecord, recordId } from "./record.ts";
import type { RecordOf } from "./record.ts";

/** A witness of the log: the name of its verifier key, and the name of its test key. */
export type ScribeWitness = { readonly keyName: string; readonly key: string };

/** Writes logs for tests, in memory, with `testKey` keys named by whoever signs. Everything that it writes is verified at once. */
export type Scribe = {
  readonly root: Root;
  readonly lines: readonly Required<LeafLine>[];
  /** What the log says so far. */
  readonly contents: () => LogContents;
  /** Appends a record signed by people (namespace `countersign-review@v1` or `countersign-policy@v1`); returns its leaf. */
  readonly byPeople: <K extends Kind>(kind: K, record: RecordOf[K], keys: readonly string[]) => number;
  /** Appends a record signed by a machine. */
  readonly byMachine: <K extends Kind>(kind: K, record: RecordOf[K], key: string) => number;
  /** Appends any envelope, unverified: for attacks. */
  readonly append: (kind: Kind, envelope: Envelope | Uint8Array) => number;
  /** Record id of a leaf. */
  readonly recordOf: (leaf: number) => string;
  /** The cosigned checkpoint at a time, of the first `size` leaves or of all. */
  readonly checkpoint: (time: number, size?: number) => string;
  /** The lines of a bundle of everything, or of the leaves in between. */
  readonly bundle: (time: number, part?: { readonly from: number; readonly size: number }) => readonly Uint8Array[];
};

/** Begins a log with version 1 of a policy, signed with the named keys. */
export function scribe(
  document: JsonObject,
  governance: readonly string[],
  witnesses: readonly ScribeWitness[],
  logKey = "log",
  crypto: typeof nodeCrypto = nodeCrypto,
): Scribe {
  const version = policyVersion(crypto, document);
  const root = rootOf(version);
  const { origin } = root.log;
  const reader = logReader(crypto, root);
  const lines: Required<LeafLine>[] = [];
  const records: string[] = [];

  const append: Scribe["append"] = (kind, envelope) => {
    const evidence = envelope instanceof Uint8Array ? envelope : formatEnvelope(envelope);
    const salt = crypto.sha256(new TextEncoder().encode(`salt ${lines.length}`)).subarray(0, 16);
    const line = { leaf: formatLeaf({ kind, sha256: commitment(crypto, salt, evidence) }), salt, evidence };
    lines.push(line);
    records.push(envelope instanceof Uint8Array ? "" : recordId(crypto, envelope.payload));
    reader.add(line);
    return lines.length - 1;
  };
  const verified = (leaf: number) => {
    const problem = reader.soFar()?.problems.find(({ index }) => index === leaf);
    if (problem !== undefined) throw new Error(`leaf ${leaf} does not verify: ${problem.code} ${problem.message}`);
    return leaf;
  };
  const byPeople: Scribe["byPeople"] = (kind, record, keys) =>
    verified(append(kind, signByPeople(crypto, kind, formatRecord(crypto, kind, record), keys)));
  const checkpoint = (time: number, size = lines.length) => {
    const follower = followLog(crypto);
    for (const { leaf } of lines.slice(0, size)) follower.add(leaf);
    const tree = { origin, size, root: frontierRoot(crypto, follower.frontier()) };
    const signed = signCheckpoint(crypto, tree, signerKey(crypto, origin, ED25519, testKey(logKey).seed));
    const cosigned = witnesses.map(({ keyName, key }) =>
      cosign(crypto, formatCheckpoint(tree), signerKey(crypto, keyName, COSIGNATURE, testKey(key).seed), time),
    );
    return cosigned.reduce((note, line) => addSignatures(note, line), signed);
  };
  byPeople("policy", { policy: document }, governance);
  return {
    root,
    lines,
    contents: () => {
      const read = reader.soFar();
      if (read === undefined) throw new Error("the policy does not verify");
      return read.contents;
    },
    byPeople,
    byMachine: (kind, record, key) =>
      verified(append(kind, signByMachine(crypto, formatRecord(crypto, kind, record), key))),
    append,
    recordOf: (leaf) => records[leaf] ?? "",
    checkpoint,
    bundle: (time, { from, size } = { from: 0, size: lines.length }) => [
      formatBundleHeader({ origin, from, size }),
      ...lines.slice(from, size).map(formatBundleLeaf),
      formatBundleCheckpoint(checkpoint(time, size)),
    ],
  };
}

/** An envelope signed by people, each with the namespace of the kind. */
function signByPeople(crypto: typeof nodeCrypto, kind: Kind, payload: Uint8Array, keys: readonly string[]): Envelope {
  const namespace = kind === "policy" || kind === "baseline" ? "countersign-policy@v1" : "countersign-review@v1";
  const message = pae(IN_TOTO_PAYLOAD_TYPE, payload);
  const signatures = keys.map((key) => ({
    keyid: "",
    sig: signSshsig(crypto, { seed: testKey(key).seed, namespace, message }),
  }));
  return { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures };
}

/** An envelope signed by a machine. */
function signByMachine(crypto: typeof nodeCrypto, payload: Uint8Array, key: string): Envelope {
  return signEnvelope(crypto, { seed: testKey(key).seed, keyid: key, payloadType: IN_TOTO_PAYLOAD_TYPE, payload });
}
