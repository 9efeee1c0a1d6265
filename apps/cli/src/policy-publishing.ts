import { join } from "node:path";
import type { Envelope } from "@countersign/attest";
import {
  CountersignError,
  append,
  firstPolicy,
  formatRoot,
  leafLines,
  nextPolicy,
  policySha256,
  readOwnLog,
  recordId,
  republish,
  rootOf,
} from "@countersign/core";
import type { OwnLog, PolicyVersion, ProposedPolicy, Publication } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { OpenedHome } from "@countersign/home";
import { ROOT_FILE } from "@countersign/home/folder";
import { formatVerifierKey } from "@countersign/tlog";
import { policyRecordOf, policySigners } from "./policy-signatures.ts";

/** A policy version at its place in the log. `root` is the path of root.json, `waitingFor` the witnesses that have not cosigned. */
export type PublishedPolicy = {
  readonly leaf: number;
  readonly outcome: "appended" | "present";
  readonly published: boolean;
  readonly waitingFor: readonly string[];
  readonly root: string;
};

/**
 * Logs a signed policy version. Everything is verified before anything is written. Version 1 writes root.json first and
 * then its leaf: no log is ever without the root that reads it. A crash
 *   - before root.json: nothing has happened;
 *   - between root.json and the leaf: the root pins a log without leaves, which nobody can have followed; the next call
 *     finds no leaf and begins once more, with this document or another;
 *   - after the leaf has its place: the record is present, and the next call publishes it.
 * Codes: `policy.foreign-log`, `policy.signatures-outdated`, those of `firstPolicy`, `nextPolicy` and `append`.
 */
export async function publishPolicy(
  opened: OpenedHome,
  version: PolicyVersion,
  envelope: Envelope,
): Promise<PublishedPolicy> {
  refuseForeignLog(opened, version);
  refuseOtherDocument(version, envelope);
  const read = opened.own?.soFar();
  const known = read?.records.get(recordId(nodeCrypto, envelope.payload));
  if (known !== undefined && opened.own !== undefined)
    return placed(opened, { leaf: known, outcome: "present" }, await republish(opened.parts, opened.own));
  if (read !== undefined)
    nextPolicy(read.contents.policy, proposed(version, envelope, [read.contents.policy, version]));
  const own = read === undefined || opened.own === undefined ? await beginLog(opened, version, envelope) : opened.own;
  const { records, publication } = await append(opened.parts, own, [{ kind: "policy", envelope }]);
  return placed(opened, { leaf: records[0]?.index ?? 0, outcome: "appended" }, publication);
}

/**
 * A gate follows the log that the policy names; if that is not this one, no record of this one would ever count. Version 1
 * names the log's first key, a later one any that is here: from its leaf on, that key signs the checkpoints.
 */
function refuseForeignLog({ parts: { keys } }: OpenedHome, { policy: { version, log } }: PolicyVersion): void {
  const own = keys.slice(0, version === 1 ? 1 : undefined).map((key) => formatVerifierKey(key));
  const [name] = keys.map((key) => key.name);
  if (log.origin === name && own.includes(log.key)) return;
  throw new CountersignError(
    "policy.foreign-log",
    `the policy's log is ${log.origin} with the key ${log.key}, this home's is ${name} with ${own.join(" or ")}`,
  );
}

function refuseOtherDocument({ sha256, policy }: PolicyVersion, envelope: Envelope): void {
  if (policySha256(nodeCrypto, policyRecordOf(envelope)) === sha256) return;
  throw new CountersignError(
    "policy.signatures-outdated",
    `version ${policy.version} has changed since it was signed; its signatures are of another document`,
  );
}

function proposed(version: PolicyVersion, envelope: Envelope, judges: readonly PolicyVersion[]): ProposedPolicy {
  const { previous } = policyRecordOf(envelope);
  const signers = policySigners(
    judges.map(({ policy }) => policy),
    envelope,
  );
  return { version, ...(previous === undefined ? {} : { previous }), signers };
}

/** Verifies version 1 and makes root.json durable; answers the log that it begins, still without a leaf. */
async function beginLog({ parts, folder }: OpenedHome, version: PolicyVersion, envelope: Envelope): Promise<OwnLog> {
  for await (const _leaf of leafLines(parts))
    throw new CountersignError("policy.root", `the log has leaves that ${ROOT_FILE} of this home does not read`);
  const root = rootOf(version);
  firstPolicy(root, proposed(version, envelope, [version]));
  await folder.put(ROOT_FILE, formatRoot(root));
  return readOwnLog(parts, root);
}

function placed(
  { home }: OpenedHome,
  place: Pick<PublishedPolicy, "leaf" | "outcome">,
  { published, waitingFor }: Publication,
): PublishedPolicy {
  return { ...place, published: place.leaf < published, waitingFor, root: join(home.dir, ROOT_FILE) };
}
