import { resolve } from "node:path";
import { IN_TOTO_PAYLOAD_TYPE, formatEnvelope } from "@countersign/attest";
import type { Envelope, JsonObject } from "@countersign/attest";
import { readBounded, writeIfAbsent } from "@countersign/adapters/files";
import type { SshSigner } from "@countersign/adapters/keys";
import { randomness, systemClock } from "@countersign/adapters/time";
import {
  CountersignError,
  alreadySaid,
  append,
  checkNotSuperseded,
  checkPacket,
  composeReview,
  environmentById,
  findChange,
  formatRecord,
  parseRecord,
  peopleBehind,
  recordId,
  roleFor,
  signerOf,
  formatTime,
} from "@countersign/core";
import type {
  ChangeRecord,
  Decision,
  DecisionRequest,
  LogContents,
  Logged,
  Policy,
  Review,
  RevokeReason,
} from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { PACKET_LIMIT, contentsOf, workInHome } from "@countersign/home";
import { bindingText } from "./binding-text.ts";
import type { Invocation, Outcome } from "./command.ts";
import { endAfter } from "./expiry.ts";
import { openLogView, packetIn } from "./log-view.ts";
import { nextCommand, shellWord } from "./next-command.ts";
import { refuseRevokedKey } from "./revoked-keys.ts";
import { openSigner, signPayload, signerBlob } from "./signing.ts";
import { harmless, shortId } from "./terminal.ts";

/** A statement that somebody is about to sign. */
export type Draft = { readonly review: Review; readonly logged: Logged<ChangeRecord>; readonly signer: SshSigner };

/**
 * Says something about a captured change: composes the statement from the logged record, shows everything that it binds,
 * asks, signs, and logs it, or only writes it to `--out`. What the person has said already is not said twice.
 */
export async function decide(decision: Decision, invocation: Invocation): Promise<Outcome> {
  if (invocation.value("bundle") !== undefined) invocation.required("out");
  const { log, logged } = await readShown(decision, invocation);
  const draft = draftReview(decision, invocation, log, logged, await openSigner(invocation, log.policy.policy));
  const said = alreadySaid(log, draft.review);
  if (said !== undefined && !invocation.given("again")) return repeated(draft.review, said.leaf, said.id);
  checkNotSuperseded(log, draft.logged, decision);
  await confirmed(invocation, log, draft);
  const envelope = await signDraft(draft);
  const out = invocation.value("out");
  return out === undefined
    ? logDecision(invocation, draft, envelope)
    : writeDecision(invocation, draft.review, envelope, out);
}

type Shown = { readonly log: LogContents; readonly logged: Logged<ChangeRecord> };

/**
 * The log and the change in it, whose packet has to be the one that is bound (attack D18): `--packet`, that of the home,
 * and that of a bundle where it has one. A home from which nobody can be shown the packet lets nobody approve
 * (`packet.missing`); whoever speaks against a change needs none. The home is left again before anybody has to make up
 * their mind.
 */
async function readShown(decision: Decision, invocation: Invocation): Promise<Shown> {
  await using view = await openLogView(invocation);
  const log = view.contents;
  const logged = findChange(log, invocation.positionals[0] ?? "");
  const [file, bundle] = [invocation.value("packet"), invocation.value("bundle")];
  if (bundle !== undefined) await view.packets([logged]);
  if (file !== undefined) checkPacket(nodeCrypto, await readBounded(resolve(file), PACKET_LIMIT), logged.record);
  else if (bundle === undefined && decision === "approve") await packetIn(view, logged, invocation);
  return { log, logged };
}

/** The statement about a logged change that a call asks for, by whoever the key is of. */
export function draftReview(
  decision: Decision,
  invocation: Invocation,
  log: LogContents,
  logged: Logged<ChangeRecord>,
  signer: SshSigner,
): Draft {
  const { policy } = log.policy;
  const person = signerOf(policy, signerBlob(signer));
  refuseRevokedKey(policy, signer);
  const role = roleFor(policy, person, invocation.value("role"));
  const now = systemClock().now();
  const stamp = { id: randomness.uuid(), claimedTime: formatTime(now) };
  const request = requestOf(decision, invocation, policy, logged.record.change, now);
  return { review: composeReview(logged.record, person, role, request, stamp), logged, signer };
}

function requestOf(
  decision: Decision,
  { value, values }: Invocation,
  policy: Policy,
  change: string,
  now: number,
): DecisionRequest {
  const environments = [...new Set(values("env"))].map((id) => environmentById(policy, id).id);
  const [expires, reason] = [value("expires"), value("reason")];
  return {
    change,
    decision,
    message: value("message") ?? "",
    ...(environments.length === 0 ? {} : { environments }),
    ...(expires === undefined ? {} : { notAfter: endAfter(expires, now) }),
    ...(reason === undefined ? {} : { reason: revokeReason(reason) }),
  };
}

const REASONS: readonly RevokeReason[] = ["expired-review", "harmful", "mistake"];

function revokeReason(text: string): RevokeReason {
  const known = REASONS.find((reason) => reason === text);
  if (known !== undefined) return known;
  throw new CountersignError("usage.reason", `${JSON.stringify(text)} is none of ${REASONS.join(", ")}`);
}

async function confirmed({ terminal, given }: Invocation, log: LogContents, draft: Draft): Promise<void> {
  noteBinding(terminal, log, draft);
  if (given("yes") || (await terminal.confirm("Sign this?"))) return;
  throw new CountersignError("usage.declined", "nothing was signed");
}

/** Shows everything that a signature would bind. */
export function noteBinding(terminal: Invocation["terminal"], log: LogContents, { review, logged }: Draft): void {
  // Read as every reader will, before anybody is asked to touch a key for it.
  parseRecord(nodeCrypto, "review", formatRecord(nodeCrypto, "review", review));
  terminal.note(bindingText(review));
  if (review.decision === "approve" && peopleBehind(log, logged.record).has(review.reviewer.person))
    terminal.note(
      terminal.yellow(`${review.reviewer.person} has a part in this content, so this approval will not count.`),
    );
}

/** The signed envelope of a statement. */
export async function signDraft({ review, signer }: Draft): Promise<Envelope> {
  const payload = formatRecord(nodeCrypto, "review", review);
  return {
    payloadType: IN_TOTO_PAYLOAD_TYPE,
    payload,
    signatures: [await signPayload(signer, "countersign-review@v1", payload)],
  };
}

/** The log may have grown since the draft was made, so what depends on it is asked again, under the lock. */
async function logDecision(invocation: Invocation, { review, logged }: Draft, envelope: Envelope): Promise<Outcome> {
  await using opened = await workInHome(invocation.home);
  const contents = contentsOf(opened);
  checkNotSuperseded(contents, logged, review.decision);
  if (opened.own === undefined) throw new CountersignError("policy.missing", "the home has no log yet");
  const { records, publication } = await append(opened.parts, opened.own, [{ kind: "review", envelope }]);
  const [placed] = records;
  if (placed === undefined) throw new CountersignError("internal.append", "one record was appended, none was placed");
  const waiting =
    publication.waitingFor.length === 0 ? "" : `; it counts once ${publication.waitingFor.join(", ")} cosigned`;
  return {
    json: { ...decisionJson(review, placed.record), leaf: { index: placed.index }, outcome: placed.outcome },
    text: `${sentence(review)}: leaf ${placed.index}${waiting}\nnext: ${nextCommand(invocation, "queue")}`,
  };
}

async function writeDecision(
  invocation: Invocation,
  review: Review,
  envelope: Envelope,
  out: string,
): Promise<Outcome> {
  const file = resolve(out);
  await writeIfAbsent(file, formatEnvelope(envelope));
  return {
    json: { ...decisionJson(review, recordId(nodeCrypto, envelope.payload)), file },
    text: `${sentence(review)}: signed, in ${harmless(file)}; it counts once it is in the log\nnext: ${nextCommand(invocation, `submit ${shellWord(out)}`)}`,
  };
}

function repeated(review: Review, leaf: number, record: string): Outcome {
  return {
    json: { ...decisionJson(review, record), leaf: { index: leaf }, outcome: "present" },
    text: `${review.reviewer.person} has said this already: leaf ${leaf}. Nothing was signed; --again says it once more.`,
  };
}

/** What a document says of a decision. */
export function decisionJson({ change, decision, reviewer, role }: Review, record: string): JsonObject {
  return { change, decision, person: reviewer.person, role, statement: { sha256: record } };
}

const PAST: Readonly<Record<Decision, string>> = {
  approve: "approved",
  reject: "rejected",
  hold: "held",
  revoke: "revoked",
};

/** Who said what, for people. */
export function sentence({ reviewer, role, decision, change }: Review): string {
  return `${reviewer.person} (${role}) ${PAST[decision]} change ${shortId(change)}`;
}
