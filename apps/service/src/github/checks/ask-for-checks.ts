import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Clock } from "@countersign/adapters/time";
import type { Database, Queries } from "../../store/database.ts";
import type { Waker } from "../../work/waker.ts";
import { holdWork, requestWork } from "../../work/work.ts";
import type { Claimed, WorkKey } from "../../work/work.ts";
import type { Handler } from "../../work/worker.ts";
import { checkWork } from "../events/works.ts";
import { CHECK_LASTS } from "./plan-check.ts";

/** What asking for checks runs on. */
export type AskParts = { readonly db: Database; readonly waker: Waker; readonly clock: Clock };

/** Has the checks looked at that may say something else by now; the key is `all`. */
export const GITHUB_CHECKS = { kind: "github-checks", key: "all" } as const;

const AT_ONCE = 1_000;

/**
 * Asks for the checks of heads of which something changed: what capture made of them, what was decided, who may decide; and of unfinished ones
 * that GitHub would soon give up.
 */
export function askForChecks(parts: AskParts): Handler {
  return async (claimed) => {
    const changed = await changedHeads(parts, claimed);
    const news = await newsOfChanges(parts, claimed);
    const old = await oldChecks(parts, claimed);
    for (const work of [...changed, ...news, ...old]) await parts.waker.wake(work);
  };
}

/** Does one work and then asks for the checks that may follow from it. */
export function thenChecks(handler: Handler, { db, waker }: AskParts): Handler {
  return async (claimed, signal) => {
    await handler(claimed, signal);
    await requestWork(db, GITHUB_CHECKS);
    await waker.wake(GITHUB_CHECKS);
  };
}

/** Heads of which capture says something else than when their checks were last asked for. */
async function changedHeads({ db }: AskParts, claimed: Claimed): Promise<readonly WorkKey[]> {
  const rows = await db
    .selectFrom("github_pull as pull")
    .leftJoin("proposal", (join) =>
      join
        .onRef("proposal.repository", "=", "pull.repository")
        .on(sql<boolean>`proposal.ref = 'refs/pull/' || pull.number || '/head'`),
    )
    .leftJoin("capture_problem as problem", (join) =>
      join.onRef("problem.repository", "=", "proposal.repository").onRef("problem.subject", "=", "proposal.ref"),
    )
    .leftJoin("github_head as known", (join) =>
      join.onRef("known.repository", "=", "pull.repository").onRef("known.head", "=", "pull.head"),
    )
    .select(["pull.repository", "pull.head", "pull.number", "pull.base", "known.seen"])
    .select(["proposal.head as captured", "proposal.outcome", "proposal.change", "proposal.inputs", "problem.code"])
    .where("pull.state", "=", "open")
    .orderBy("pull.number")
    .execute();
  const heads = Map.groupBy(rows, ({ repository, head }) => `${repository} ${head}`);
  const changed = [...heads.values()].flatMap((pulls) => {
    const [first] = pulls;
    const seen = digestOf(pulls.map((pull) => ({ ...pull, seen: "" })));
    return first === undefined || first.seen === seen ? [] : [{ repository: first.repository, head: first.head, seen }];
  });
  await db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    for (const row of changed) {
      await one
        .insertInto("github_head")
        .values(row)
        .onConflict((conflict) => conflict.columns(["repository", "head"]).doUpdateSet({ seen: row.seen }))
        .execute();
      // In the same transaction: what was seen is not seen again.
      await requestWork(one, checkWork(row.repository, row.head));
    }
  });
  return changed.map(({ repository, head }) => checkWork(repository, head));
}

/** Heads of changes about which something happened since the last look: captured, decided, opened or ended. */
async function newsOfChanges({ db }: AskParts, claimed: Claimed): Promise<readonly WorkKey[]> {
  return db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    const { key } = GITHUB_CHECKS;
    const place = await one.selectFrom("github_place").select("event").where("key", "=", key).executeTakeFirst();
    const events = await one
      .selectFrom("event")
      .select(["id", "change"])
      .where("id", ">", place?.event ?? "0")
      .orderBy("id")
      .limit(AT_ONCE)
      .execute();
    const last = events.at(-1)?.id;
    if (last === undefined) return [];
    await one
      .insertInto("github_place")
      .values({ key, event: last })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ event: last }))
      .execute();
    const works = await headsOf(one, [...new Set(events.flatMap(({ change }) => change ?? []))]);
    for (const work of works) await requestWork(one, work);
    if (events.length === AT_ONCE) await requestWork(one, GITHUB_CHECKS);
    return works;
  });
}

/** Content that was decided elsewhere counts here too: every open head with a change of the same content. */
async function headsOf(one: Queries, changes: readonly string[]): Promise<readonly WorkKey[]> {
  if (changes.length === 0) return [];
  const rows = await one
    .selectFrom("github_pull as pull")
    .innerJoin("change as here", (join) =>
      join.onRef("here.repository", "=", "pull.repository").onRef("here.head", "=", "pull.head"),
    )
    .innerJoin("change as told", "told.digest", "here.digest")
    .select(["pull.repository", "pull.head"])
    .distinct()
    .where("told.id", "in", changes)
    .where((where) => where.or([where("pull.state", "=", "open"), where("pull.merged", "=", true)]))
    .execute();
  return rows.map(({ repository, head }) => checkWork(repository, head));
}

/** Open heads whose newest check is unfinished and will soon be given up. */
async function oldChecks({ db, clock }: AskParts, claimed: Claimed): Promise<readonly WorkKey[]> {
  const rows = await db
    .selectFrom("github_check")
    .innerJoin("github_pull as pull", (join) =>
      join.onRef("pull.repository", "=", "github_check.repository").onRef("pull.head", "=", "github_check.head"),
    )
    .select(["pull.repository", "pull.head"])
    .distinct()
    .where("pull.state", "=", "open")
    .groupBy(["pull.repository", "pull.head"])
    .having(sql<boolean>`max(github_check.made) <= ${new Date((clock.now() - CHECK_LASTS) * 1000)}`)
    .having(sql<boolean>`(array_agg(github_check.conclusion order by github_check.id desc))[1] is null`)
    .execute();
  const works = rows.map(({ repository, head }) => checkWork(repository, head));
  await db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    for (const work of works) await requestWork(one, work);
  });
  return works;
}

function digestOf(rows: readonly object[]): string {
  return createHash("sha256").update(JSON.stringify(rows)).digest("hex");
}
