import type { Queries } from "../store/database.ts";

/** Who pushed a commit, as hints named them, sorted; nobody where no hint did, and then nobody knows. */
export async function pushersOf(db: Queries, repository: string, oid: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("push")
    .select("pusher")
    .where("repository", "=", repository)
    .where("oid", "=", oid)
    .execute();
  return rows.map(({ pusher }) => pusher).toSorted();
}
