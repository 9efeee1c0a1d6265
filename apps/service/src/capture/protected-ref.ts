import { fetchCommits } from "@countersign/adapters/git";
import { CountersignError } from "@countersign/core";
import type { Oid } from "@countersign/core";
import { captureBeside, contentsBeside } from "@countersign/home";
import { noteSteps, retryFailedSteps } from "./landed-steps.ts";
import { rewoundIncident } from "./landed-incidents.ts";
import { lineSince } from "./line-since.ts";
import type { Moved } from "./line-since.ts";
import { capturingParts, fetchOptions, writeHeld, writeLogged } from "./look.ts";
import type { Look } from "./look.ts";
import { reaching } from "./place.ts";
import { clearProblems, setProblem } from "./problems.ts";
import { lastTip, writeMoves } from "./ref-moves.ts";
import { stepStates } from "./step-states.ts";

/**
 * Looks at a protected ref: each move is a row, and each step of its first-parent line that no captured change stands for is
 * captured as one, with an incident (`change.landed-before-review`). Steps are written down as they are done and the tip last, so
 * a look that was cut off goes on where it was; what it had logged is found in the log and not logged again.
 */
export async function lookAtProtectedRef(look: Look, ref: string): Promise<void> {
  const { db, place, measure, shared } = look;
  const before = await lastTip(db, measure.id, ref);
  const after = place.refs.get(ref);
  if (after === undefined) {
    if (before !== undefined) await noteGone(look, ref, before);
    return;
  }
  if (!(await isBrought(look, ref, after))) return;
  if (before !== after) await noteMove(look, { repository: measure.id, ref, before, after });
  await retryFailedSteps(look, await contentsBeside(shared), ref);
}

/** False where the source does not give the tip as it should be: then that is what is wrong with the ref, and it stays where it was. */
async function isBrought(look: Look, ref: string, tip: Oid): Promise<boolean> {
  const { place, measure, events } = look;
  try {
    await reaching(() => fetchCommits(place.mirror, place.source, { ...fetchOptions(look), wants: [tip] }));
    return true;
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code === "capture.unreachable") throw error;
    await writeHeld(look, (one) => setProblem(one, { repository: measure.id, subject: ref }, error));
    events.notCaptured(measure.id, error.code);
    return false;
  }
}

async function noteMove(look: Look, moved: Moved & { readonly repository: string }): Promise<void> {
  const { measure, repository, shared, events, signal } = look;
  const { ref, before, after } = moved;
  const log = await contentsBeside(shared);
  const since = await lineSince(repository, log, moved, (oids) => knownSteps(look, ref, oids));
  if (since.rewound && before !== undefined) {
    const incident = rewoundIncident(moved, before, after);
    await captureBeside(shared, capturingParts(look), [{ incident }], signal);
    events.refRewound(measure.id, ref);
  }
  await noteSteps(look, log, ref, await stepStates(look, log, ref, since.steps));
  const subject = { repository: measure.id, subject: ref };
  await writeLogged(look, async (one) => {
    await writeMoves(one, [{ repository: measure.id, ref, before, after, rewound: since.rewound }]);
    await (since.unsettled ? setProblem(one, subject, unsettled(ref)) : clearProblems(one, measure.id, [ref]));
  });
}

function unsettled(ref: string): CountersignError {
  return new CountersignError(
    "gate.no-settled-ancestor",
    `${ref} is on a line on which nothing was seen before and no baseline lies, so its steps were not looked at`,
  );
}

async function noteGone(look: Look, ref: string, before: Oid): Promise<void> {
  const { measure, shared, signal, events } = look;
  const incident = rewoundIncident({ repository: measure.id, ref }, before, undefined);
  await captureBeside(shared, capturingParts(look), [{ incident }], signal);
  events.refRewound(measure.id, ref);
  const move = { repository: measure.id, ref, before, after: undefined, rewound: true };
  await writeLogged(look, async (one) => {
    await writeMoves(one, [move]);
    await clearProblems(one, measure.id, [ref]);
  });
}

async function knownSteps({ db, measure }: Look, ref: string, oids: readonly Oid[]): Promise<ReadonlySet<string>> {
  if (oids.length === 0) return new Set();
  const rows = await db
    .selectFrom("landed_step")
    .select("oid")
    .where("repository", "=", measure.id)
    .where("ref", "=", ref)
    .where("oid", "in", oids)
    .execute();
  return new Set(rows.map(({ oid }) => oid));
}
