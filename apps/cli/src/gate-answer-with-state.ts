import { resolve } from "node:path";
import { aboutLog } from "@countersign/core/saved-state";
import type { GateState } from "@countersign/core/saved-state";
import type { Invocation, Outcome } from "./command.ts";
import { gateRequest } from "./gate-request.ts";
import { checkClock, followBundleFile, judgeBack, judgeWithState } from "./judging-with-state.ts";
import { refuseForeignTrial } from "./judging.ts";
import { refuseInsideRepository } from "./outside-repository.ts";
import { readRoot } from "./pinned-root.ts";
import { openStateFolder } from "./state-folder.ts";
import { verdictOutcome } from "./verdict-outcome.ts";
import type { ToOutcome } from "./verdict-outcome.ts";

/** Goes on from what this gate kept, reads the repository (in the state's own mirror) unless the call asks for the way back, and says what the gate says. */
export async function answerWithState(invocation: Invocation): Promise<Outcome> {
  const { required, value, given, terminal } = invocation;
  const request = await gateRequest(invocation);
  const [dir, rootFile, repo] = [required("state"), required("root"), value("repo")];
  if (repo !== undefined) await refuseInsideRepository(repo, [rootFile, dir, value("key") ?? dir]);
  const root = await readRoot(rootFile);
  await using folder = await openStateFolder(resolve(dir), root);
  checkClock(folder);
  const notes = folder.state === undefined ? [beginning(dir)] : [];
  notes.forEach((note) => terminal.note(note));
  const bundle = given("rollback") ? value("bundle") : required("bundle");
  if (bundle !== undefined) terminal.progress("reading the log");
  const known = bundle === undefined ? undefined : await followBundleFile(folder, bundle, root);
  if (known !== undefined) await refuseForeignTrial({ policy: known.news.policy }, rootFile, invocation);
  const state = known?.state ?? folder.state;
  if (state === undefined || known === undefined || given("rollback")) {
    const verdict = await judgeBack(folder, known, request);
    const outcome = await outcomeOn(state, notes, invocation);
    return await outcome(verdict);
  }
  const outcome = await outcomeOn(state, notes, invocation);
  terminal.progress("reading the repository");
  return await outcome(await judgeWithState(folder, known, { ...request, repo: required("repo") }, invocation));
}

function beginning(dir: string): string {
  return `The state in ${dir} begins now: this run trusts the machine's clock, and cannot notice that the log was longer once.`;
}

async function outcomeOn(
  state: GateState | undefined,
  notes: readonly string[],
  invocation: Invocation,
): Promise<ToOutcome> {
  if (state === undefined) throw new RangeError("an answer rests on a state");
  return await verdictOutcome(invocation, aboutLog(state), notes);
}
