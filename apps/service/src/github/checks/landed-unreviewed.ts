import type { Database } from "../../store/database.ts";
import type { PullView } from "./wanted.ts";

/** Pull requests at a head that were merged although not everybody approved who is asked (attack G11): nothing where all did, or where nobody was. */
export async function landedUnreviewed(db: Database, repository: string, head: string): Promise<readonly PullView[]> {
  const rows = await db
    .selectFrom("github_pull as pull")
    .innerJoin("change", (join) =>
      join
        .onRef("change.repository", "=", "pull.repository")
        .onRef("change.head", "=", "pull.head")
        .onRef("change.ref", "=", "pull.base"),
    )
    .select(["pull.number", "pull.base", "change.id"])
    .where("pull.repository", "=", repository)
    .where("pull.head", "=", head)
    .where("pull.merged", "=", true)
    .where("change.state", "!=", "satisfied")
    .orderBy("pull.number")
    .execute();
  return rows.map(({ number, base, id }) => ({
    number,
    onto: base,
    state: "fails",
    code: "change.landed-before-review",
    headline: "Landed without review",
    text: "`change.landed-before-review`: it is on the protected branch, and nobody may deploy it before everybody who is asked approved it.",
    change: id,
    annotations: [],
  }));
}
