import { formatEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import type { Policy } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import { formatVerifierKey } from "@countersign/tlog";
import type { VerifierKey } from "@countersign/tlog";
import { recognise, refusal } from "../withholding/admission.ts";
import type { Recognised } from "../withholding/admission.ts";
import { storedSalt } from "../mirror/mirror-files.ts";
import type { Following } from "./following.ts";

/**
 * A record that this witness sees to: since when (POSIX seconds), and its leaf with the salt, where the mirror has it. Whoever has the
 * record needs both to prove that it is logged, and learns nothing else by them.
 */
export type TakenRecord = {
  readonly record: string;
  readonly since: number;
  readonly leaf?: { readonly index: number; readonly salt?: Uint8Array };
};

/**
 * Who handed a record in: somebody of the organisation that the policy names for this witness. Codes: `policy.missing` while none
 * has been read, `witness.unlisted`, and those of `recognise`.
 */
export function recogniseOwn({ mirror, parts }: Following, envelope: Envelope): Recognised {
  const policy = mirror.reader().policy();
  if (policy === undefined) throw new CountersignError("policy.missing", "no policy of the log has been read yet");
  return recognise(policy, organisationOf(policy, parts.kept.key), envelope);
}

/**
 * Keeps a record durably with the time, unless a cosigned tree has it. One that the log's readers would refuse now is refused with
 * their code, so that nobody can hold up the log with what it must not take. Only then the log is looked at once more, in its turn: a log that
 * is slow, or keeps every turn busy, must not keep out what speaks against it.
 */
export async function takeRecord(
  following: Following,
  { record, kind }: Recognised,
  envelope: Envelope,
  lookAgain: () => Promise<void>,
): Promise<TakenRecord> {
  const { mirror, handedIn, parts, log } = following;
  const since = parts.clock.now();
  // What the record is about may have been logged since the last look.
  if (refused(following, { record, kind }, envelope) !== undefined) await lookAgain();
  const leaf = mirror.reader().placeOf(record);
  const placed = leaf === undefined ? {} : { leaf: await placeIn(following, leaf) };
  if (leaf !== undefined && leaf < (following.cosigned?.checkpoint.size ?? 0)) return { record, since, ...placed };
  const why = refused(following, { record, kind }, envelope);
  if (why !== undefined) throw new CountersignError(why.code, why.detail);
  const known = handedIn.get(record) !== undefined;
  const kept = await handedIn.keep({ record, kind, since, size: mirror.size() }, formatEnvelope(envelope));
  if (!known) parts.events.handedIn(log.origin, record, kind);
  return { record, since: kept.since, ...placed };
}

async function placeIn({ files }: Following, index: number): Promise<NonNullable<TakenRecord["leaf"]>> {
  const salt = await storedSalt(files, index);
  return { index, ...(salt === undefined ? {} : { salt }) };
}

function refused({ root, mirror, parts }: Following, { record, kind }: Recognised, envelope: Envelope) {
  const reader = mirror.reader();
  return reader.placeOf(record) === undefined
    ? refusal({ root, reader, now: parts.clock.now() }, kind, envelope)
    : undefined;
}

function organisationOf({ log }: Policy, key: VerifierKey): string {
  const listed = log.witnesses.find((witness) => witness.key === formatVerifierKey(key));
  if (listed !== undefined) return listed.organisation;
  throw new CountersignError("witness.unlisted", `the policy of the log does not list ${key.name}`);
}
