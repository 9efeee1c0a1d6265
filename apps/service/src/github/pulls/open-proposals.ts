import type { Oid } from "@countersign/core";
import { sql } from "kysely";
import { anyOid } from "../../capture/ref-moves.ts";
import type { OfferedProposal } from "../../capture/offered.ts";
import type { Database } from "../../store/database.ts";
import { requestWork } from "../../work/work.ts";
import { checkWork } from "../events/works.ts";
import { noteHead } from "./note-pull.ts";

/** Seconds for which Git may still show an earlier head than an event told of (attack G6). */
const LAG = 60;

/**
 * The open pull requests of a repository as proposals: `refs/pull/N/head` onto the ref that it is to be merged to, forks too. `refs` are those
 * that Git listed just now. A head that nobody was told of is a push whose event was lost, and counts; one from before is Git being late, and
 * counts once it stayed so.
 */
export async function openPulls(
  db: Database,
  repository: string,
  refs: ReadonlyMap<string, Oid>,
): Promise<readonly OfferedProposal[]> {
  const rows = await db
    .selectFrom("github_pull")
    .select(["number", "base", "head", sql<boolean>`head_since > now() - make_interval(secs => ${LAG})`.as("fresh")])
    .where("repository", "=", repository)
    .where("state", "=", "open")
    .orderBy("number")
    .execute();
  const proposals: OfferedProposal[] = [];
  for (const { number, base, head, fresh } of rows) {
    const ref = pullRef(number);
    const shown = refs.get(ref);
    const isMoved = shown !== undefined && shown !== head && !(fresh && (await wasHead(db, repository, number, shown)));
    if (isMoved) await moveHead(db, repository, number, head, shown);
    proposals.push({ ref, onto: base, head: isMoved ? shown : anyOid(head) });
  }
  return proposals;
}

/** The ref that GitHub keeps at a pull request's head, in the repository that it is proposed to. */
export function pullRef(number: number): string {
  return `refs/pull/${number}/head`;
}

async function wasHead(db: Database, repository: string, number: number, oid: string): Promise<boolean> {
  const row = await db
    .selectFrom("github_pull_head")
    .select("oid")
    .where("repository", "=", repository)
    .where("number", "=", number)
    .where("oid", "=", oid)
    .executeTakeFirst();
  return row !== undefined;
}

async function moveHead(db: Database, repository: string, number: number, from: string, to: Oid): Promise<void> {
  await db.transaction().execute(async (one) => {
    await one
      .updateTable("github_pull")
      .set({ head: to, head_since: sql<Date>`now()` })
      .where("repository", "=", repository)
      .where("number", "=", number)
      .where("head", "=", from)
      .execute();
    await noteHead(one, repository, number, to);
    for (const head of [from, to]) await requestWork(one, checkWork(repository, head));
  });
}
