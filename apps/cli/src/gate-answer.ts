import type { Invocation, Outcome } from "./command.ts";
import { reserveHomeMirror } from "./home-mirror.ts";
import { judgeCommit, readSoundBundle, refuseForeignTrial } from "./judging.ts";
import type { JudgingRequest } from "./judging.ts";
import { readRoot } from "./pinned-root.ts";
import { placeOf } from "./place.ts";
import { verdictOutcome } from "./verdict-outcome.ts";

/** Paths of what a gate believes: the pinned root, and the log with its evidence. */
export type GateFiles = { readonly root: string; readonly bundle: string };

/** Reads the log, then the repository, and says what the gate says. */
export async function answerGate(
  { root, bundle }: GateFiles,
  request: JudgingRequest,
  invocation: Invocation,
): Promise<Outcome> {
  const { terminal, home } = invocation;
  const log = await readSoundBundle(bundle, await readRoot(root));
  await refuseForeignTrial(log, root, invocation);
  const outcome = await verdictOutcome(invocation, log);
  terminal.progress("reading the repository");
  const { repository } = placeOf(log.policy.policy, request);
  await using kept = await reserveHomeMirror(home, repository.id);
  const mirror = kept.folder === undefined ? {} : { keep: kept.folder };
  return await outcome(await judgeCommit(log, { ...request, ...mirror }, invocation));
}
