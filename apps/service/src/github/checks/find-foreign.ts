import { z } from "zod";
import type { Waker } from "../../work/waker.ts";
import { holdWork, requestWork } from "../../work/work.ts";
import type { Handler } from "../../work/worker.ts";
import { noteForeignCheck } from "../events/note-hints.ts";
import { id } from "../events/fields.ts";
import { checkWork } from "../events/works.ts";
import { reach } from "../places/place-of.ts";
import type { WriteParts } from "./write-check.ts";
import { CHECK_NAME } from "./name.ts";

/** Looks for checks of our name by others; the key is the policy's id of a repository. */
export const GITHUB_FOREIGN = "github-foreign";

/** Heads of one look; those that were pushed last. */
const MOST_HEADS = 100;
const runs = z.object({ check_runs: z.array(z.object({ app: z.object({ id }).nullish() })) });

/** Finds checks of our name that another app has on a head that is proposed (attack G10): whoever may write checks can make one that looks like ours. */
export function findForeignChecks(parts: WriteParts & { readonly waker: Waker }): Handler {
  return async (claimed, signal) => {
    const { db, github, app, waker } = parts;
    const repository = claimed.key;
    const { owner, repo, as } = await reach(parts, repository, signal);
    const heads = await db
      .selectFrom("github_pull")
      .select(["head"])
      .where("repository", "=", repository)
      .where("state", "=", "open")
      .orderBy("head_since", "desc")
      .limit(MOST_HEADS)
      .execute();
    for (const head of new Set(heads.map((one) => one.head))) {
      const asked = { owner, repo, ref: head, check_name: CHECK_NAME, filter: "latest", per_page: 100 };
      const options = { signal, urgency: "cosmetic" } as const;
      const { data } = await github.ask(as, "GET /repos/{owner}/{repo}/commits/{ref}/check-runs", asked, options);
      const others = runs.parse(data).check_runs.flatMap((run) => (run.app && run.app.id !== app ? [run.app.id] : []));
      if (others.length === 0) continue;
      await db.transaction().execute(async (one) => {
        await holdWork(one, claimed);
        for (const other of others) await noteForeignCheck(one, repository, head, other);
        await requestWork(one, checkWork(repository, head));
      });
      await waker.wake(checkWork(repository, head));
    }
  };
}
