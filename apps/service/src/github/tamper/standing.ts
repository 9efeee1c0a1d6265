import type { Queries } from "../../store/database.ts";

/** Whether something that has our gate asked on GitHub is not as it should be. */
export async function isGateRemoved(db: Queries): Promise<boolean> {
  const row = await db
    .selectFrom("github_guard")
    .select("state")
    .where("state", "=", "wrong")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Deployments that are shown; those that wait, and the newest others. */
const MOST = 100;

/** How the App stands with GitHub: by whom repositories are reached, what has our gate asked, what waits for it, what did not come. */
export async function githubStanding(db: Queries) {
  const [installations, repositories, guards, deployments, missing] = await Promise.all([
    db.selectFrom("github_installation").selectAll().orderBy("installation").execute(),
    db.selectFrom("github_repository").selectAll().orderBy("repository").execute(),
    db.selectFrom("github_guard").selectAll().orderBy("repository").orderBy("aspect").orderBy("subject").execute(),
    db
      .selectFrom("github_deployment")
      .select(["repository", "run", "environment", "deployment", "sha", "asked", "state", "believed", "code"])
      .select(["decision", "refused", "reports", "signed", "verdict_id", "next"])
      .orderBy((one) => one.case().when("state", "=", "open").then(0).else(1).end())
      .orderBy("asked", "desc")
      .limit(MOST)
      .execute(),
    db.selectFrom("github_missing").selectAll().orderBy("first").limit(MOST).execute(),
  ]);
  return { installations, repositories, guards, deployments, missing };
}
