import { parseOid } from "@countersign/core";
import type { CountersignError, LogContents } from "@countersign/core";
import { captureBeside } from "@countersign/home";
import type { CaptureOutcome, CaptureTask } from "@countersign/home";
import type { Queries } from "../store/database.ts";
import { landedIncident } from "./landed-incidents.ts";
import { capturingParts, inPieces, writeLogged } from "./look.ts";
import type { Look } from "./look.ts";
import { clearProblems, setProblem } from "./problems.ts";
import { pushersOf } from "./pushers.ts";
import type { StepState } from "./step-states.ts";

/** Changes that are captured before they are logged together. */
const AT_ONCE = 16;
/** Rows of one statement. */
const ROWS = 1_000;

/** Writes new steps of a protected ref down, and captures those for which no captured change stands. */
export async function noteSteps(
  look: Look,
  log: LogContents,
  ref: string,
  states: readonly StepState[],
): Promise<void> {
  const place = { repository: look.measure.id, ref };
  const raised = new Set(log.incidents.map(({ record }) => record.id));
  // Captured by a look that was cut off, a step stands for itself; its incident tells it from what was captured before.
  const isUnreviewed = ({ oid, state }: StepState) =>
    state === "unexplained" || raised.has(landedIncident(place, oid).id);
  const reviewed = states.filter((step) => !isUnreviewed(step));
  for (const piece of inPieces(reviewed, ROWS))
    await writeLogged(look, (one) =>
      writeSteps(one, { ...look, policy: log.policy.sha256 }, ref, piece.map(rowOfReviewed)),
    );
  for (const piece of inPieces(states.filter(isUnreviewed), AT_ONCE)) await captureSteps(look, log, ref, piece);
}

/** Captures again what could not be captured by an earlier policy. */
export async function retryFailedSteps(look: Look, log: LogContents, ref: string): Promise<void> {
  const { db, measure, repository } = look;
  const rows = await db
    .selectFrom("landed_step")
    .select("oid")
    .where("repository", "=", measure.id)
    .where("ref", "=", ref)
    .where("code", "is not", null)
    .where("policy", "!=", log.policy.sha256)
    .orderBy("seen")
    .execute();
  for (const piece of inPieces(rows, AT_ONCE)) {
    const oids = piece.map(({ oid }) => parseOid(oid, repository.objectFormat));
    const steps = oids.map(async (oid) => ({
      oid,
      commit: await repository.commit(oid),
      state: "unexplained" as const,
    }));
    await captureSteps(look, log, ref, await Promise.all(steps));
  }
}

type Result = { readonly change?: string; readonly leaf?: number; readonly error?: CountersignError };

async function captureSteps(look: Look, log: LogContents, ref: string, steps: readonly StepState[]): Promise<void> {
  const { measure, shared, signal, events } = look;
  const pushers = await pushersOf(
    look.db,
    measure.id,
    steps.map(({ oid }) => oid),
  );
  const tasks = steps.map((step) => taskOf(look, ref, step, pushers.get(step.oid) ?? []));
  const outcomes = await captureBeside(shared, capturingParts(look), tasks, signal);
  const results = steps.map((step, at) => resultOf(outcomes[at], step));
  await writeLogged(look, async (one) => {
    const rows = results.map(({ change, error }, at): StepRow => {
      return { oid: steps[at]?.oid ?? "", state: "unreviewed", change: change ?? null, code: error?.code ?? null };
    });
    await writeSteps(one, { measure, policy: log.policy.sha256 }, ref, rows);
    const subjectOf = (at: number) => steps[at]?.oid ?? "";
    const fine = results.flatMap(({ error }, at) => (error === undefined ? [subjectOf(at)] : []));
    await clearProblems(one, measure.id, fine);
    for (const [at, { error }] of results.entries())
      if (error !== undefined) await setProblem(one, { repository: measure.id, subject: subjectOf(at) }, error);
  });
  for (const [at, { change, leaf, error }] of results.entries()) {
    events.landedUnreviewed(measure.id, ref, steps[at]?.oid ?? "");
    if (change !== undefined && leaf !== undefined) events.captured(measure.id, change, leaf);
    if (error !== undefined) events.notCaptured(measure.id, error.code);
  }
}

/** A landed step as a change: from its first parent to itself. It is no proposal, so that no step replaces another. */
function taskOf(look: Look, ref: string, step: StepState, pushers: readonly string[]): CaptureTask {
  const { oid, commit, error } = step;
  const { id: repository } = look.measure;
  const incident = landedIncident({ repository, ref }, oid);
  const [base] = commit.parents;
  if (error !== undefined || base === undefined) return { incident };
  const captured = async (log: LogContents) => knownChange(log, look, ref, step);
  return { request: { repository, ref, base, head: oid, pushers }, captured, incident };
}

/** The change as which a step was captured before. */
function knownChange({ changes }: LogContents, { measure }: Look, ref: string, { oid, commit }: StepState) {
  const logged = changes.findLast(
    ({ record }) =>
      record.head.gitCommit === oid &&
      record.base.gitCommit === commit.parents[0] &&
      record.proposal === undefined &&
      record.ref === ref &&
      record.repository.id === measure.id,
  );
  return logged?.record.change;
}

function resultOf(outcome: CaptureOutcome | undefined, { error }: StepState): Result {
  if (error !== undefined) return { error };
  if (outcome?.outcome === "present") return { change: outcome.change };
  if (outcome?.outcome === "captured") return { change: outcome.record.change, leaf: outcome.placed.index };
  return outcome?.outcome === "failed" ? { error: outcome.error } : {};
}

type StepRow = {
  readonly oid: string;
  readonly state: "explained" | "nothing" | "unreviewed";
  readonly change: string | null;
  readonly code: string | null;
};

function rowOfReviewed({ oid, state }: StepState): StepRow {
  return { oid, state: state === "nothing" ? "nothing" : "explained", change: null, code: null };
}

async function writeSteps(
  one: Queries,
  { measure, policy }: { readonly measure: { readonly id: string }; readonly policy: string },
  ref: string,
  rows: readonly StepRow[],
): Promise<void> {
  await one
    .insertInto("landed_step")
    .values(rows.map((row) => ({ ...row, repository: measure.id, ref, policy })))
    .onConflict((conflict) =>
      conflict.columns(["repository", "ref", "oid"]).doUpdateSet((row) => ({
        state: row.ref("excluded.state"),
        change: row.ref("excluded.change"),
        code: row.ref("excluded.code"),
        policy: row.ref("excluded.policy"),
      })),
    )
    .execute();
}
