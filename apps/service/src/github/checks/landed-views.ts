import { sql } from "kysely";
import type { Database } from "../../store/database.ts";
import type { PullView } from "./wanted.ts";

/**
 * Pull requests at a head that were merged although not everybody approved who is asked (attack G11), and those of which a check said so before
 * everybody did. Nothing of what was merged as it should be: its check stays as it is.
 */
export async function landedViews(db: Database, repository: string, head: string): Promise<readonly PullView[]> {
  const rows = await db
    .selectFrom("github_pull as pull")
    .innerJoin("change", (join) =>
      join
        .onRef("change.repository", "=", "pull.repository")
        .onRef("change.head", "=", "pull.head")
        .onRef("change.ref", "=", "pull.base"),
    )
    .select(["pull.number", "pull.base", "change.id", "change.state"])
    .select(
      sql<string | null>`(select conclusion from github_check one
        where one.repository = pull.repository and one.head = pull.head order by one.id desc limit 1)`.as("conclusion"),
    )
    .where("pull.repository", "=", repository)
    .where("pull.head", "=", head)
    .where("pull.merged", "=", true)
    // Where the base moved below the same head, what merging it changes was captured anew, and nobody can decide about the earlier one any more.
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("change as later")
            .select("later.id")
            .whereRef("later.repository", "=", "change.repository")
            .whereRef("later.ref", "=", "change.ref")
            .whereRef("later.head", "=", "change.head")
            .whereRef("later.proposal_key", "=", "change.proposal_key")
            .whereRef("later.leaf", ">", "change.leaf"),
        ),
      ),
    )
    .orderBy("pull.number")
    .execute();
  return rows
    .filter(({ state, conclusion }) => state !== "satisfied" || conclusion === "failure")
    .map(({ number, base, id, state }) => ({
      number,
      onto: base,
      ...(state === "satisfied" ? APPROVED : UNREVIEWED),
      change: id,
      annotations: [],
    }));
}

const UNREVIEWED = {
  state: "fails",
  code: "change.landed-before-review",
  headline: "Landed without review",
  text: "`change.landed-before-review`: it is on the protected branch, and nobody may deploy it before everybody who is asked approved it.",
} as const;

const APPROVED = {
  state: "passes",
  code: "check.landed",
  headline: "Approved after it landed",
  text: "It landed without review, and everybody who is asked approved it since.",
} as const;
