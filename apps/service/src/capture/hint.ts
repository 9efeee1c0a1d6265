import { parsePusher } from "@countersign/home";
import type { Database } from "../store/database.ts";
import type { Waker } from "../work/waker.ts";
import { replayWork, requestWork } from "../work/work.ts";

/** Work that looks at a repository of the policy, by its id. */
export const RECONCILE = "reconcile";

/** Who pushed a commit, `github:` and the account's number. It can only keep somebody from being a reviewer of it. */
export type Push = { readonly oid: string; readonly pusher: string };

/**
 * Takes a hint that a repository may have moved: it will be looked at, at once also where its capture failed so often that it
 * waits or is parked, and whatever the hint says of it. Lost, doubled and late
 * hints make no difference (attack G4). Pushers are kept before the work is asked for; `usage.pushed-by` for another form.
 */
export async function hintAt(
  db: Database,
  waker: Waker,
  repository: string,
  pushes: readonly Push[] = [],
): Promise<void> {
  const rows = pushes.map(({ oid, pusher }) => ({ repository, oid, pusher: parsePusher(pusher) }));
  const work = { kind: RECONCILE, key: repository };
  await db.transaction().execute(async (one) => {
    if (rows.length > 0)
      await one
        .insertInto("push")
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    await requestWork(one, work);
    await replayWork(one, work);
  });
  await waker.wake(work);
}
