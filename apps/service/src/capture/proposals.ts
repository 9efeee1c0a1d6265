import { CountersignError } from "@countersign/core";
import type { LogContents, Oid } from "@countersign/core";
import { captureBeside, contentsBeside, isAboutCapture } from "@countersign/home";
import type { CaptureOutcome, CaptureTask } from "@countersign/home";
import { fetchEach } from "./fetch-each.ts";
import { capturingParts, fetchOptions, inPieces, writeHeld, writeLogged } from "./look.ts";
import type { Look } from "./look.ts";
import { offeredProposals } from "./offered.ts";
import type { OfferedProposal } from "./offered.ts";
import { reaching } from "./place.ts";
import { clearProblems, setProblem } from "./problems.ts";
import { proposalSight } from "./proposal-sight.ts";
import type { Proposal, ProposalSight } from "./proposal-sight.ts";
import { noteAbsent, noteProposals, proposalRows } from "./proposal-rows.ts";
import type { Looked, ProposalFound, ProposalRow } from "./proposal-rows.ts";
import { pushersOf } from "./pushers.ts";
import { anyOid } from "./ref-moves.ts";

/** Proposals of a repository that are looked at; of more, those that are captured, and then the first by name. */
const MOST_PROPOSALS = 2_000;
/** Bytes of a ref's name: no index of the database has much longer ones, and one that fails would end the look for all. */
const LONGEST_REF = 1_000;
/** Changes that are captured before they are logged together. */
const AT_ONCE = 16;
/** Proposals that are looked at before what came of them is written down: a look that is cut off has got somewhere. */
const ROWS = 64;

/**
 * Looks at every branch that proposes to move a protected ref, and captures what is not captured yet. What was looked at is not
 * looked at again before it, its target, its pushers or the policy is another. One that cannot be captured is a problem of its own.
 */
export async function lookAtProposals(look: Look): Promise<void> {
  const log = await contentsBeside(look.shared);
  const rows = await proposalRows(look.db, look.measure.id);
  const offered = await lookedAt(look, rows);
  await noteAbsent(look, rows, new Set(offered.map(({ ref }) => ref)));
  const due: Due[] = [];
  const heads = offered.flatMap(({ head }) => head ?? []);
  const pushers = await pushersOf(look.db, look.measure.id, heads);
  for (const one of offered)
    due.push(...(await dueOf(look, log, rows.get(one.ref), one, pushers.get(one.head ?? "") ?? [])));
  const wants = [...new Set(due.map(({ proposal }) => proposal.head))];
  const missing = await reaching(() => fetchEach(look.place, wants, fetchOptions(look)));
  // What is new is waited for; the others are looked at again because their target moved, and mostly stay as they are.
  const isNew = ({ proposal, row }: Due) => row?.head !== proposal.head;
  const parts = [due.filter(isNew), due.filter((one) => !isNew(one))];
  for (const piece of parts.flatMap((some) => inPieces(some, ROWS))) await lookAtSome(look, piece, missing);
}

async function lookedAt(look: Look, rows: ReadonlyMap<string, ProposalRow>): Promise<readonly OfferedProposal[]> {
  const { measure } = look;
  const all = await offeredProposals(look);
  const named = all.filter(({ ref }) => Buffer.byteLength(ref) <= LONGEST_REF);
  // Whoever pushes many branches with names that come first puts none out of sight that people are at.
  const isOpen = ({ ref }: OfferedProposal) => rows.get(ref)?.outcome === "captured";
  const looked = [...named.filter(isOpen), ...named.filter((one) => !isOpen(one))].slice(0, MOST_PROPOSALS);
  const subject = { repository: measure.id, subject: "proposals" };
  const problem = named.length < all.length ? tooLong(all.length - named.length) : tooMany(named.length);
  await writeHeld(look, (one) =>
    looked.length < all.length ? setProblem(one, subject, problem) : clearProblems(one, measure.id, ["proposals"]),
  );
  return looked;
}

function tooLong(count: number): CountersignError {
  return new CountersignError(
    "limit.proposals",
    `${count} refs are not looked at: their names have more than ${LONGEST_REF} bytes`,
  );
}

function tooMany(count: number): CountersignError {
  return new CountersignError(
    "limit.proposals",
    `${count} refs are proposals; the first ${MOST_PROPOSALS} by name are looked at`,
  );
}

type Due = { readonly proposal: Proposal; readonly inputs: string; readonly row?: ProposalRow };

async function dueOf(
  look: Look,
  log: LogContents,
  row: ProposalRow | undefined,
  { ref, onto: target, head }: OfferedProposal,
  pushers: readonly string[],
): Promise<readonly Due[]> {
  const { place, measure, renderer } = look;
  const base = place.refs.get(target);
  if (head === undefined || base === undefined || !measure.refs.some((one) => one.ref === target)) {
    await writeHeld(look, (one) => setProblem(one, { repository: measure.id, subject: ref }, noTarget(target)));
    return [];
  }
  const inputs = [target, base, head, log.policy.sha256, renderer, ...pushers].join(" ");
  if (row?.inputs === inputs) return [];
  const proposal = { ref, target, base, head, pushers, ...mergedAt(row, target, head) };
  return [{ proposal, inputs, ...(row === undefined ? {} : { row }) }];
}

/** The tip at which a proposal was merged, if it is the same proposal still. */
function mergedAt(row: ProposalRow | undefined, target: string, head: Oid): Pick<Proposal, "mergedAt"> {
  if (row?.outcome !== "merged" || row.head !== head) return {};
  const [earlier, base] = row.inputs.split(" ");
  return earlier !== target || base === undefined ? {} : { mergedAt: anyOid(base) };
}

function noTarget(target: string): CountersignError {
  return new CountersignError("policy.ref", `there is no protected ref ${JSON.stringify(target)} to propose to`);
}

type Sight = ProposalSight | { readonly outcome: "failed"; readonly error: CountersignError };

async function lookAtSome(look: Look, due: readonly Due[], missing: ReadonlyMap<Oid, CountersignError>): Promise<void> {
  const { measure, shared, signal, events } = look;
  const log = await contentsBeside(shared);
  const known: Looked[] = [];
  const wanting: Due[] = [];
  for (const one of due) {
    signal.throwIfAborted();
    const error = missing.get(one.proposal.head);
    const sight = await orFailed(async () => {
      if (error !== undefined) throw error;
      return proposalSight(look, log, one.proposal);
    });
    if (sight.outcome === "wanting") wanting.push(one);
    else known.push({ ...one, found: sight });
  }
  if (known.length > 0) await writeLogged(look, (one) => noteProposals(one, measure.id, known));
  for (const { found } of known) if (found.outcome === "failed") events.notCaptured(measure.id, found.error.code);
  for (const piece of inPieces(wanting, AT_ONCE)) await captureSome(look, piece);
}

async function captureSome(look: Look, due: readonly Due[]): Promise<void> {
  const { measure, shared, signal, events } = look;
  const tasks = due.map(({ proposal }) => taskOf(look, proposal));
  const outcomes = await captureBeside(shared, capturingParts(look), tasks, signal);
  const looked = due.map((one, at): Looked => ({ ...one, found: foundOf(outcomes[at]) }));
  await writeLogged(look, (one) => noteProposals(one, measure.id, looked));
  for (const outcome of outcomes) {
    if (outcome.outcome === "failed") events.notCaptured(measure.id, outcome.error.code);
    if (outcome.outcome === "captured") events.captured(measure.id, outcome.record.change, outcome.placed.index);
  }
}

function taskOf(look: Look, proposal: Proposal): CaptureTask {
  const { ref, target, base, head, pushers } = proposal;
  return {
    request: { repository: look.measure.id, ref: target, base, head, pushers, proposal: ref },
    async captured(log) {
      const sight = await proposalSight(look, log, proposal);
      return sight.outcome === "captured" ? sight.change : undefined;
    },
  };
}

async function orFailed(ask: () => Promise<ProposalSight>): Promise<Sight> {
  try {
    return await ask();
  } catch (error) {
    if (isAboutCapture(error)) return { outcome: "failed", error };
    throw error;
  }
}

function foundOf(logged: CaptureOutcome | undefined): ProposalFound {
  if (logged?.outcome === "captured") return { outcome: "captured", change: logged.record.change };
  if (logged?.outcome === "present") return { outcome: "captured", change: logged.change };
  return logged?.outcome === "failed" ? logged : { outcome: "nothing" };
}
