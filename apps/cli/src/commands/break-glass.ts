import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { formatEnvelope } from "@countersign/attest";
import { writeIfAbsent } from "@countersign/adapters/files";
import { openRepository, resolveRevision } from "@countersign/adapters/git";
import { randomness, systemClock } from "@countersign/adapters/time";
import { CountersignError, breakGlassSigners, environmentById, formatDuration, formatRecord } from "@countersign/core";
import type { BreakGlass, LogContents, Oid } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import {
  breakGlassRecords,
  contentsOf,
  logRecords,
  refuseShut,
  spellUnmetApprovals,
  workInHome,
} from "@countersign/home";
import { readBreakGlassFile } from "../break-glass-file.ts";
import { draftOf, findDraft, keepDraft, signDraft, withKept } from "../break-glass-signatures.ts";
import type { BreakGlassDraft, SignedDraft } from "../break-glass-signatures.ts";
import { aligned, oneLine } from "../change-text.ts";
import type { Command, Invocation, Outcome } from "../command.ts";
import { BUNDLE_OPTIONS, readDecisionLog } from "../decision-log.ts";
import { endAfter } from "../expiry.ts";
import { nextCommand, shellWord } from "../next-command.ts";
import { placeOf } from "../place.ts";
import type { Place } from "../place.ts";
import { SIGNING_OPTIONS, openSigner } from "../signing.ts";
import { fullCommit, openMirrored } from "../source.ts";
import { harmless, shortId } from "../terminal.ts";
import { waitingText } from "../waiting-text.ts";

export const breakGlassCommand: Command = {
  name: "break-glass",
  summary: "open the emergency exit for one commit in one environment, together with the other side",
  usage:
    "break-glass (--repo PATH --commit OID --env ENV --reason TEXT [--for DURATION] | ID|FILE) --key FILE|--agent [--out FILE]",
  details:
    "The first call proposes and signs; each of the others signs what was proposed, by its ID in this home or as a FILE that was made with --out. Once everybody whom the environment names has signed, it is logged, and a gate that reads this log allows the commit until the time is over. It settles nothing: the commit still needs its approvals. And it opens a review, which somebody who did not sign finishes (countersign incident close leaf:N) before there can be another.",
  positionals: [0, 1],
  options: {
    repo: { value: "PATH", help: "a clone that has the commit; it is only fetched from" },
    commit: { value: "OID", help: "the full id of the one commit" },
    env: { value: "ENV", help: "the one environment" },
    repository: { value: "ID", help: "the repository's id in the policy; not needed if it has only one" },
    ref: { value: "REF", help: "the protected ref in full; not needed if the repository has only one" },
    reason: { value: "TEXT", help: "why, for those who sign and those who review it afterwards" },
    for: { value: "DURATION", help: "how long it stays open, such as PT2H (default and most: the policy's ttl)" },
    ...SIGNING_OPTIONS,
    out: { value: "FILE", help: "only sign: write the envelope to this new file, for the next signer or for `submit`" },
    ...BUNDLE_OPTIONS,
    yes: { help: "sign without asking" },
  },
  examples: [
    "break-glass --repo . --commit $(git rev-parse HEAD) --env production --reason 'Feed is down, ticket 4711' --key ~/.ssh/id_ed25519",
    "break-glass 5c81d94d30f1a2b3 --key ~/.ssh/id_ed25519 --json",
  ],
  async run(invocation) {
    if (invocation.value("bundle") !== undefined) invocation.required("out");
    const log = await readDecisionLog(invocation);
    const draft = await draftFor(invocation, log);
    const logged = log.breakGlass.find(({ id }) => id === draft.id);
    if (logged !== undefined) return present(draft, logged.leaf);
    refuseShut(log, draft.record);
    const signer = await openSigner(invocation, log.policy.policy);
    await confirmed(invocation, draft);
    const signed = await signDraft(log.policy.policy, draft, signer);
    const out = invocation.value("out");
    return out === undefined ? keepOrLog(invocation, signed) : writeOut(invocation, log, signed, out);
  },
};

async function draftFor(invocation: Invocation, log: LogContents): Promise<BreakGlassDraft> {
  const [name] = invocation.positionals;
  if (name === undefined) return draftOf(formatRecord(nodeCrypto, "break-glass", await proposed(invocation, log)));
  const isFile = await stat(resolve(name)).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isFile) {
    const { payload, signatures } = await readBreakGlassFile(name);
    return draftOf(payload, signatures);
  }
  await using opened = await workInHome(invocation.home);
  return await findDraft(opened, name);
}

async function proposed(invocation: Invocation, log: LogContents): Promise<BreakGlass> {
  const { required, value } = invocation;
  const { policy } = log.policy;
  const place = placeOf(policy, { repository: value("repository"), ref: value("ref") });
  const { id: environment, breakGlass } = environmentById(policy, required("env"));
  if (breakGlass === undefined)
    throw new CountersignError("breakglass.environment", `the policy has no emergency exit in '${environment}'`);
  const reason = value("reason") ?? "";
  if (reason.trim() === "") throw new CountersignError("breakglass.reason", "no reason is given; say it with --reason");
  const now = systemClock().now();
  return {
    repository: { id: place.repository.id, uri: place.repository.uri },
    ref: place.ref,
    commit: await presentCommit(invocation, place),
    environment,
    reason,
    notAfter: endAfter(value("for") ?? formatDuration(breakGlass.ttl), now),
    id: randomness.uuid(),
  };
}

/** A commit that is not there is a slip that would be found in the worst hour. */
async function presentCommit({ required, home }: Invocation, { repository }: Place): Promise<Oid> {
  await using mirrored = await openMirrored(required("repo"), home.env);
  const { mirror, source } = mirrored;
  const commit = fullCommit(required("commit"), mirror.objectFormat);
  const { oid } = await resolveRevision(mirror, source, commit, { skipList: repository.oldHeaderDefects });
  await using objects = openRepository(mirror);
  await objects.commit(oid);
  return oid;
}

function present({ id }: BreakGlassDraft, leaf: number): Outcome {
  const json = { breakGlass: id, complete: true, waitingFor: [], leaf: { index: leaf }, outcome: "present" };
  return { json, text: `break-glass ${shortId(id)} is in the log already: leaf ${leaf}. Nothing was signed.` };
}

async function confirmed({ terminal, given }: Invocation, { id, record }: BreakGlassDraft): Promise<void> {
  const rows = [
    ["break-glass", id],
    ["repository", `${record.repository.id} (${record.repository.uri})`],
    ["ref", record.ref],
    ["commit", record.commit],
    ["environment", record.environment],
    ["until", record.notAfter],
    ["reason", oneLine(record.reason)],
  ] as const;
  terminal.note(["open the emergency exit: this commit may be deployed without approval", ...aligned(rows)].join("\n"));
  if (given("yes") || (await terminal.confirm("Sign this?"))) return;
  throw new CountersignError("usage.declined", "nothing was signed");
}

async function writeOut(invocation: Invocation, log: LogContents, signed: SignedDraft, out: string): Promise<Outcome> {
  const file = resolve(out);
  await writeIfAbsent(file, formatEnvelope(signed.envelope));
  const waitingFor = waiting(log, signed);
  const next =
    waitingFor.length === 0 ? `submit ${shellWord(out)}` : `break-glass ${shellWord(out)} --key KEY --out FILE`;
  return {
    json: { ...draftJson(signed, waitingFor), file },
    text: `${sentence(signed, waitingFor)}\n${harmless(file)}; it counts once it is in the log\nnext: ${nextCommand(invocation, next)}`,
  };
}

/** Others may have signed since the draft was read: what counts is what the home keeps, under its lock. */
async function keepOrLog(invocation: Invocation, mine: SignedDraft): Promise<Outcome> {
  await using opened = await workInHome(invocation.home);
  const log = contentsOf(opened);
  const signed = await withKept(opened, log.policy.policy, mine);
  const waitingFor = waiting(log, signed);
  await keepDraft(opened, signed);
  if (waitingFor.length > 0)
    return {
      json: draftJson(signed, waitingFor),
      text: `${sentence(signed, waitingFor)}\nnext: ${nextCommand(invocation, `break-glass ${shortId(signed.id)} --key KEY`)}`,
    };
  const placed = await logRecords(opened, breakGlassRecords(opened, signed.envelope));
  const { index, outcome } = placed.first;
  return {
    json: { ...draftJson(signed, []), leaf: { index }, outcome },
    text: `${sentence(signed, [])}: leaf ${index}${waitingText(placed)}\nnext, before there can be another: ${nextCommand(invocation, `incident close leaf:${index} -m TEXT --key KEY`)}`,
  };
}

function waiting({ policy: { policy } }: LogContents, { envelope, record }: SignedDraft): readonly string[] {
  const signers = breakGlassSigners(nodeCrypto, policy, envelope);
  return spellUnmetApprovals(
    policy,
    record.environment,
    signers.map(({ person }) => person),
  );
}

function draftJson({ id, record, person, signed }: SignedDraft, waitingFor: readonly string[]) {
  return {
    breakGlass: id,
    commit: record.commit,
    environment: record.environment,
    notAfter: record.notAfter,
    person: person.id,
    signed,
    complete: waitingFor.length === 0,
    waitingFor,
    statement: { sha256: id },
  };
}

function sentence({ id, person, signed, record }: SignedDraft, waitingFor: readonly string[]): string {
  const did = signed ? `${person.id} signed` : `${person.id} has signed already`;
  if (waitingFor.length > 0) return `break-glass ${shortId(id)}: ${did}; still to sign: ${waitingFor.join("; ")}`;
  return `break-glass ${shortId(id)}: ${did}; ${shortId(record.commit)} may go to ${harmless(record.environment)} until ${record.notAfter}`;
}
