import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { IN_TOTO_PAYLOAD_TYPE, formatEnvelope, pae, signSshsig } from "@countersign/attest";
import { composeReview, formatRecord, loginMessage, personById, recordId, roleFor } from "@countersign/core";
import type { ChangeRecord, Decision, LogContents } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsBeside } from "@countersign/home";
import { testKey } from "@countersign/testkit";
import type { Seeded } from "./seeded.testing.ts";
import { FEED } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

/** What people handed in over HTTP, by the ids of the records. */
export type HandedIn = {
  /** Answered with 2xx: in the log exactly once. */
  readonly acknowledged: Set<string>;
  /** Sent, and never answered so: in the log at most once. */
  readonly unanswered: Set<string>;
  /** Hints that were taken, requests that had no answer, and answers by status. */
  hints: number;
  cut: number;
  readonly statuses: Map<number, number>;
  /** Requests that wait for an answer now. */
  inFlight: number;
};

/** Begins with nothing. */
export function nothingHandedIn(): HandedIn {
  return { acknowledged: new Set(), unanswered: new Set(), hints: 0, cut: 0, statuses: new Map(), inFlight: 0 };
}

const PEOPLE = ["dana", "nils"] as const;
const DECISIONS: readonly Decision[] = ["approve", "approve", "hold", "reject"];
/** Milliseconds between two decisions of one person at most: each has the home for itself for a moment. */
const PAUSE = 2_000;
/** Tries of one request. */
const MOST_TRIES = 40;

/** Decides about captured changes, and hints, until the signal. What has no answer is sent again, or is given up. */
export async function useService(stage: Stage, random: Seeded, handed: HandedIn, signal: AbortSignal): Promise<void> {
  await Promise.all([
    ...PEOPLE.map((person) => decideAlways(stage, person, random.branch(), handed, signal)),
    hintAlways(stage, random.branch(), handed, signal),
  ]);
}

async function decideAlways(
  stage: Stage,
  person: string,
  random: Seeded,
  handed: HandedIn,
  signal: AbortSignal,
): Promise<void> {
  const client = clientOf(stage, person, handed);
  for (; !signal.aborted; await setTimeout(random.below(PAUSE))) {
    const log = await contentsBeside(stage.shared);
    const logged = random.pick(log.changes.slice(-60));
    if (logged === undefined) continue;
    const { id, body } = signedDecision(log, logged.record, person, random.pick(DECISIONS) ?? "hold");
    handed.unanswered.add(id);
    const headers = random.chance(0.5) ? { "idempotency-key": id } : {};
    const giveUp = random.chance(0.2);
    for (let tries = 0; tries < (giveUp ? 1 : MOST_TRIES) && !signal.aborted; tries += 1) {
      const status = await client("/v1/decisions", body, headers);
      if (status === 200) {
        handed.unanswered.delete(id);
        handed.acknowledged.add(id);
        // Whoever did not hear the answer asks again.
        if (random.chance(0.1)) await client("/v1/decisions", body, headers);
      }
      if (status !== undefined && status < 500 && status !== 409 && status !== 429) break;
      await setTimeout(300 + random.below(700));
    }
  }
}

async function hintAlways(stage: Stage, random: Seeded, handed: HandedIn, signal: AbortSignal): Promise<void> {
  const client = clientOf(stage, "dana", handed);
  for (; !signal.aborted; await setTimeout(random.below(1_500)))
    if ((await client("/v1/hints", JSON.stringify({ repository: FEED }), {})) === 202) handed.hints += 1;
}

/** Sends a request as a person, who signs in where that is needed; answers the status, undefined where there was no answer. */
function clientOf({ url }: Stage, person: string, handed: HandedIn) {
  let token: string | undefined;
  const send = async (path: string, body: string, headers: Readonly<Record<string, string>>) => {
    handed.inFlight += 1;
    try {
      const sent = { method: "POST", body, headers, signal: AbortSignal.timeout(60_000) };
      const response = await fetch(`${url}${path}`, sent);
      const text = await response.text();
      handed.statuses.set(response.status, (handed.statuses.get(response.status) ?? 0) + 1);
      return { status: response.status, text };
    } catch {
      handed.cut += 1;
      return undefined;
    } finally {
      handed.inFlight -= 1;
    }
  };
  const signIn = async () => {
    const challenge = await send("/v1/session/challenge", "", {});
    if (challenge?.status !== 201 && challenge?.status !== 200) return undefined;
    const { nonce, time } = JSON.parse(challenge.text);
    const message = loginMessage({ origin: url, nonce, time });
    const { seed } = testKey(person);
    const sig = signSshsig(nodeCrypto, { seed, namespace: "countersign-login@v1", message });
    const body = { nonce, time, signature: Buffer.from(sig).toString("base64"), deliver: "token" };
    const session = await send("/v1/session", JSON.stringify(body), {});
    return session?.status === 201 ? String(JSON.parse(session.text).token) : undefined;
  };
  return async (path: string, body: string, headers: Readonly<Record<string, string>>) => {
    token ??= await signIn();
    if (token === undefined) {
      await setTimeout(500);
      return undefined;
    }
    const answer = await send(path, body, { ...headers, authorization: `Bearer ${token}` });
    if (answer?.status === 401) token = undefined;
    return answer?.status;
  };
}

/** What a person says about a change, signed; the id is that of the record. */
function signedDecision(log: LogContents, record: ChangeRecord, name: string, decision: Decision) {
  const { policy } = log.policy;
  const person = personById(policy, name);
  if (person === undefined) throw new Error(`the policy has no ${name}`);
  const stamp = { id: randomUUID(), claimedTime: "2026-11-22T10:00:00Z" };
  const request = { change: record.change, decision, message: "as discussed" };
  const payload = formatRecord(
    nodeCrypto,
    "review",
    composeReview(record, person, roleFor(policy, person, undefined), request, stamp),
  );
  const message = pae(IN_TOTO_PAYLOAD_TYPE, payload);
  const sig = signSshsig(nodeCrypto, { seed: testKey(name).seed, namespace: "countersign-review@v1", message });
  const envelope = { payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signatures: [{ keyid: "", sig }] };
  return { id: recordId(nodeCrypto, payload), body: new TextDecoder().decode(formatEnvelope(envelope)) };
}
