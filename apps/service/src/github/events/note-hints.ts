import { parsePusher } from "@countersign/home";
import type { Queries } from "../../store/database.ts";
import type { GithubEvent } from "./event.ts";

/** Keeps who pushed a commit, by number: a login can be somebody else's tomorrow (attack B12). It can only keep somebody from reviewing it. */
export async function notePush(one: Queries, repository: string, oid: string, account: number): Promise<void> {
  await one
    .insertInto("push")
    .values({ repository, oid, pusher: parsePusher(`github:${account}`) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Keeps what a repository and an account are called today: for display, and for the address of the next request, which is checked. */
export async function noteLabels(
  one: Queries,
  repository: string,
  { repository: named, installation, logins }: Pick<GithubEvent, "repository" | "installation" | "logins">,
): Promise<void> {
  for (const { id, login } of logins)
    await one
      .insertInto("github_login")
      .values({ account: String(id), login })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  if (named === undefined || installation === undefined) return;
  // What an installation itself was asked for is newer than any event that was under way meanwhile.
  await one
    .insertInto("github_repository")
    .values({ repository, installation: String(installation), full_name: named.fullName })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Keeps that another app has a check of our name on a head (attack G10). */
export async function noteForeignCheck(one: Queries, repository: string, head: string, app: number): Promise<void> {
  await one
    .insertInto("github_foreign_check")
    .values({ repository, head, app: String(app) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
