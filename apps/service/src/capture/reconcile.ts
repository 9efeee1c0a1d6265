import { openRepository } from "@countersign/adapters/git";
import { CountersignError, repositoryById } from "@countersign/core";
import { contentsBeside } from "@countersign/home";
import { requestWork } from "../work/work.ts";
import type { Claimed } from "../work/work.ts";
import type { Handler } from "../work/worker.ts";
import { rememberingAncestors, writeHeld } from "./look.ts";
import type { ReconcileParts } from "./look.ts";
import { openPlace } from "./place.ts";
import { clearProblems, setProblem } from "./problems.ts";
import { lookAtProposals } from "./proposals.ts";
import { lookAtProtectedRef } from "./protected-ref.ts";

/**
 * Makes what is captured of a repository right, by how its refs are now: whatever was hinted, missed or begun before, one look
 * gives what a perfect observer of the present would have. The key of the work is the policy's id of the repository. What is wrong
 * with a ref or a proposal is a problem of its own (`problems.ts`) and stops no other; what is wrong with the repository is thrown.
 */
export function reconciler(parts: ReconcileParts): Handler {
  return async (claimed, signal) => {
    const settings = parts.repositories.find(({ id }) => id === claimed.key);
    // Asked for by settings that are not ours any more: nobody says where it is.
    if (settings === undefined) return;
    try {
      const log = await contentsBeside(parts.shared);
      const measure = repositoryById(log.policy.policy, settings.id);
      const place = await openPlace(parts, settings, signal);
      await using repository = openRepository(place.mirror, { keepContents: true });
      const { proposals } = settings;
      const isAncestor = rememberingAncestors(repository);
      const look = { ...parts, claimed, signal, measure, proposals, place, repository, isAncestor };
      for (const { ref } of measure.refs) await lookAtProtectedRef(look, ref);
      await lookAtProposals(look);
    } catch (error) {
      if (signal.aborted) return askAgain(parts, claimed);
      if (error instanceof CountersignError) await noteFailure(parts, claimed, error);
      throw error;
    }
    await noteFailure(parts, claimed, undefined);
  };
}

/** Told to stop, a worker leaves the rest to the next one. */
function askAgain({ db }: ReconcileParts, claimed: Claimed): Promise<void> {
  return writeHeld({ db, claimed }, (one) => requestWork(one, claimed));
}

/** The repository as a whole: what is wrong with it now, or nothing. */
function noteFailure({ db }: ReconcileParts, claimed: Claimed, error: CountersignError | undefined): Promise<void> {
  const subject = { repository: claimed.key, subject: claimed.key };
  return writeHeld({ db, claimed }, (one) =>
    error === undefined ? clearProblems(one, claimed.key, [claimed.key]) : setProblem(one, subject, error),
  );
}
