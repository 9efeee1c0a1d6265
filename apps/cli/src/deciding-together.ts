import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { formatEnvelope } from "@countersign/attest";
import type { Envelope, JsonObject } from "@countersign/attest";
import { writeIfAbsent } from "@countersign/adapters/files";
import { systemClock } from "@countersign/adapters/time";
import {
  CountersignError,
  alreadySaid,
  append,
  checkNotSuperseded,
  findChange,
  formatRecord,
  recordId,
} from "@countersign/core";
import type { ChangeRecord, LogContents, Logged, LoggedReview, Packet } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf, workInHome } from "@countersign/home";
import type { Invocation, Outcome } from "./command.ts";
import { decisionJson, draftReview, noteBinding, sentence, signDraft } from "./deciding.ts";
import type { Draft } from "./deciding.ts";
import { openLogView, packetIn } from "./log-view.ts";
import { nextCommand, shellWord } from "./next-command.ts";
import { openSigner } from "./signing.ts";
import { harmless, shortId } from "./terminal.ts";
import { requireTogether } from "./together-rules.ts";

/** One of several statements; `said` where the log has it already. */
type One = Draft & { readonly packet: Packet; readonly said: LoggedReview | undefined };
type Signed = Draft & { readonly envelope: Envelope };

/**
 * Says the same about several changes in one ceremony: shows everything that each signature binds, asks once, and makes one record
 * for each. Refused altogether (`queue.batch-risk`, `queue.batch-blocked`, `queue.closed`) where one of them has to be decided about by
 * itself. What the person has said already is not said twice.
 */
export async function decideTogether(decision: "approve" | "reject", invocation: Invocation): Promise<Outcome> {
  const { given, terminal, value } = invocation;
  if (value("bundle") !== undefined) invocation.required("out");
  const stray = ["packet", "again"].find(given);
  if (stray !== undefined) throw new CountersignError("usage.option", `--${stray} goes with one change alone`);
  const { log, found } = await readAll(invocation);
  const signer = await openSigner(invocation, log.policy.policy);
  const all = found.map(({ logged, packet }): One => {
    const draft = draftReview(decision, invocation, log, logged, signer);
    return { ...draft, packet, said: alreadySaid(log, draft.review) };
  });
  const fresh = all.filter(({ said }) => said === undefined);
  for (const one of fresh) {
    requireTogether(log, one, systemClock().now());
    checkNotSuperseded(log, one.logged, decision);
  }
  for (const one of fresh) noteBinding(terminal, log, one);
  if (fresh.length > 0 && !given("yes") && !(await terminal.confirm(`Sign these ${fresh.length}, each by itself?`)))
    throw new CountersignError("usage.declined", "nothing was signed");
  const signed: Signed[] = [];
  for (const one of fresh) signed.push({ ...one, envelope: await signDraft(one) });
  const out = value("out");
  const made = out === undefined ? await logAll(invocation, signed) : await writeAll(signed, resolve(out));
  return outcomeOf(invocation, all, made);
}

async function readAll(invocation: Invocation) {
  await using view = await openLogView(invocation);
  const log: LogContents = view.contents;
  const logged = new Map(invocation.positionals.map((text) => findChange(log, text)).map((one) => [one.leaf, one]));
  const found: { readonly logged: Logged<ChangeRecord>; readonly packet: Packet }[] = [];
  for (const one of logged.values()) found.push({ logged: one, packet: await packetIn(view, one, invocation) });
  return { log, found };
}

/** What became of the statement about a change. */
type Made = ReadonlyMap<string, JsonObject>;

/** The log may have grown since the drafts were made, so what depends on it is asked again, under the lock. */
async function logAll(invocation: Invocation, signed: readonly Signed[]): Promise<Made> {
  if (signed.length === 0) return new Map();
  await using opened = await workInHome(invocation.home);
  const contents = contentsOf(opened);
  for (const { logged, review } of signed) checkNotSuperseded(contents, logged, review.decision);
  if (opened.own === undefined) throw new CountersignError("policy.missing", "the home has no log yet");
  const records = signed.map(({ envelope }) => ({ kind: "review", envelope }) as const);
  const placed = await append(opened.parts, opened.own, records);
  return new Map(
    signed.flatMap(({ review }, at) => {
      const one = placed.records[at];
      if (one === undefined) return [];
      return [[review.change, { leaf: { index: one.index }, outcome: one.outcome }] as const];
    }),
  );
}

async function writeAll(signed: readonly Signed[], folder: string): Promise<Made> {
  await mkdir(folder, { recursive: true });
  const made = new Map<string, JsonObject>();
  for (const { review, envelope } of signed) {
    const file = join(folder, `${review.decision}-${shortId(review.change)}.json`);
    await writeIfAbsent(file, formatEnvelope(envelope));
    made.set(review.change, { file });
  }
  return made;
}

function outcomeOf(invocation: Invocation, all: readonly One[], made: Made): Outcome {
  const decisions = all.map(({ review, said }) => ({
    ...decisionJson(review, said?.id ?? recordId(nodeCrypto, formatRecord(nodeCrypto, "review", review))),
    ...(said === undefined ? made.get(review.change) : { leaf: { index: said.leaf }, outcome: "present" }),
  }));
  const out = invocation.value("out");
  const next = out === undefined ? "queue" : `submit ${shellWord(`${out}/FILE`)}`;
  const lines = all.map(({ review, said }) =>
    said === undefined ? sentence(review) : `${sentence(review)} already: leaf ${said.leaf}`,
  );
  return { json: { decisions }, text: [...lines.map(harmless), `next: ${nextCommand(invocation, next)}`].join("\n") };
}
