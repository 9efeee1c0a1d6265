import { sql } from "kysely";
import type { Queries } from "../../store/database.ts";
import type { PullSeen } from "../events/event.ts";

/**
 * Keeps a pull request as it was told, unless something newer was: by GitHub's own time of it, and of two of one second by whether its head
 * was there before. So events may come in any order and more than once (attack G4). Answers the heads whose checks may be others now: the one
 * that was told and the one that was kept before; none where the same was told before.
 */
export async function notePull(one: Queries, repository: string, told: PullSeen): Promise<readonly string[]> {
  return note(one, repository, told, (head) => head);
}

/**
 * The same of a pull request that was read. A read may show a head that it had before (attack G6), with everything else as it is now; Git's own
 * ref says when it went back to one.
 */
export async function noteRead(one: Queries, repository: string, read: PullSeen): Promise<readonly string[]> {
  const known = await one
    .selectFrom("github_pull_head")
    .select("oid")
    .where("repository", "=", repository)
    .where("number", "=", read.number)
    .where("oid", "=", read.head)
    .executeTakeFirst();
  return note(one, repository, read, (head, kept) => (known === undefined ? head : (kept ?? head)));
}

async function note(
  one: Queries,
  repository: string,
  seen: PullSeen,
  headOf: (head: string, kept: string | undefined) => string,
): Promise<readonly string[]> {
  const { number, headRepository, author, ...rest } = seen;
  const kept = await one
    .selectFrom("github_pull")
    .select(["head", "base", "state", "merged"])
    .where("repository", "=", repository)
    .where("number", "=", number)
    .forUpdate()
    .executeTakeFirst();
  const head = headOf(seen.head, kept?.head);
  const row = {
    ...rest,
    head,
    head_repository: headRepository === null ? null : String(headRepository),
    author: author === null ? null : String(author),
  };
  await one
    .insertInto("github_pull")
    .values({ repository, number, ...row })
    .onConflict((conflict) =>
      conflict
        .columns(["repository", "number"])
        .doUpdateSet({
          ...row,
          head_since: sql<Date>`case when github_pull.head = excluded.head then github_pull.head_since else now() end`,
        })
        .where(isNewer),
    )
    .execute();
  await noteHead(one, repository, number, head);
  const same =
    kept?.head === head && kept.base === seen.base && kept.state === seen.state && kept.merged === seen.merged;
  return same ? [] : [...new Set([head, kept?.head ?? head])];
}

const isNewer = sql<boolean>`github_pull.updated < excluded.updated or (github_pull.updated = excluded.updated and (
  github_pull.head = excluded.head or not exists (
    select from github_pull_head one
    where one.repository = excluded.repository and one.number = excluded.number and one.oid = excluded.head)))`;

/** Remembers that a pull request had a head. */
export async function noteHead(one: Queries, repository: string, number: number, oid: string): Promise<void> {
  await one
    .insertInto("github_pull_head")
    .values({ repository, number, oid })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
