import type { Queries } from "../store/database.ts";

/** Who pushed some commits, as hints named them, sorted; a commit of which no hint spoke is absent, and then nobody knows. */
export async function pushersOf(
  db: Queries,
  repository: string,
  oids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (oids.length === 0) return new Map();
  const rows = await db
    .selectFrom("push")
    .select(["oid", "pusher"])
    .where("repository", "=", repository)
    .where("oid", "in", oids)
    .orderBy("pusher")
    .execute();
  const byOid = Map.groupBy(rows, ({ oid }) => oid);
  return new Map([...byOid].map(([oid, pushes]) => [oid, pushes.map(({ pusher }) => pusher)]));
}
