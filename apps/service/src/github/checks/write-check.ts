import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { Clock } from "@countersign/adapters/time";
import { holdWork } from "../../work/work.ts";
import type { Claimed } from "../../work/work.ts";
import type { AskOptions } from "../client/caller.ts";
import { id } from "../events/fields.ts";
import { headOf } from "../events/works.ts";
import { confirmedReach } from "../places/place-of.ts";
import type { Reached } from "../places/place-of.ts";
import type { PlaceParts } from "../places/refresh-places.ts";
import { CHECK_NAME } from "./name.ts";
import { digestOf, planCheck, spellExternalId } from "./plan-check.ts";
import type { KeptCheck } from "./plan-check.ts";
import type { WantedCheck } from "./wanted.ts";

/** What writing a check runs on. */
export type WriteParts = PlaceParts & { readonly app: number; readonly clock: Clock };

/** GitHub's bound of annotations in one request. */
const BATCH = 50;

/**
 * Makes a check say what is wanted, and answers false where more is to be written once what is wanted was looked at again: GitHub is written to
 * at most once in two seconds for each check. The row of a run is there before GitHub is asked for it, so a run whose answer was lost is found
 * by its external id instead of being made twice (attack G7).
 */
export async function writeCheck(
  parts: WriteParts,
  claimed: Claimed,
  wanted: WantedCheck,
  signal: AbortSignal,
): Promise<boolean> {
  const kept = await newestCheck(parts, claimed);
  const plan = planCheck(wanted, kept, parts.clock.now() * 1000);
  switch (plan.act) {
    case "nothing":
      return true;
    case "find":
      return foundOrMade(parts, claimed, wanted, plan.externalId, signal);
    case "create": {
      const intent = await intend(parts, claimed, wanted, plan.number);
      return make(parts, claimed, wanted, intent, signal);
    }
    case "update":
      if (plan.after > 0) {
        await setTimeout(plan.after, undefined, { signal });
        return false;
      }
      await update(parts, claimed, wanted, plan, signal);
      return true;
    default:
      return plan satisfies never;
  }
}

async function newestCheck({ db }: WriteParts, { key }: Claimed): Promise<KeptCheck | undefined> {
  const { repository, head } = headOf(key);
  const row = await db
    .selectFrom("github_check")
    .selectAll()
    .where("repository", "=", repository)
    .where("head", "=", head)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      externalId: row.external_id,
      run: row.run === null ? undefined : Number(row.run),
      said: row.said ?? undefined,
      conclusion: row.conclusion ?? undefined,
      made: row.made.getTime(),
      written: row.written?.getTime(),
    }
  );
}

/** Says that a run will be made; the first number of its name that is free, for one head may be at a change that another was at. */
async function intend({ db, clock }: WriteParts, claimed: Claimed, wanted: WantedCheck, from: number): Promise<string> {
  const { repository, head } = headOf(claimed.key);
  return db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    for (let number = from; ; number += 1) {
      const row = {
        repository,
        head,
        external_id: spellExternalId(wanted, number),
        made: new Date(clock.now() * 1000),
      };
      const { numInsertedOrUpdatedRows } = await one
        .insertInto("github_check")
        .values(row)
        .onConflict((conflict) => conflict.columns(["repository", "external_id"]).doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 1n) return row.external_id;
    }
  });
}

const runForm = z.object({ id, external_id: z.string().nullish() });
const runsForm = z.object({ check_runs: z.array(runForm) });

async function foundOrMade(
  parts: WriteParts,
  claimed: Claimed,
  wanted: WantedCheck,
  intent: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { owner, repo, as } = await confirmedReach(parts, headOf(claimed.key).repository, signal);
  const asked = {
    owner,
    repo,
    ref: headOf(claimed.key).head,
    check_name: CHECK_NAME,
    app_id: parts.app,
    filter: "all",
  };
  const list = (data: unknown) => runsForm.parse(data).check_runs;
  const runs = await parts.github.pages(as, "GET /repos/{owner}/{repo}/commits/{ref}/check-runs", asked, list, {
    signal,
  });
  const found = runs.find((run) => run.external_id === intent);
  if (found === undefined) return make(parts, claimed, wanted, intent, signal);
  await keepRun(parts, claimed, intent, { run: String(found.id) });
  return false;
}

async function make(
  parts: WriteParts,
  claimed: Claimed,
  wanted: WantedCheck,
  intent: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { repository, head } = headOf(claimed.key);
  const reached = await confirmedReach(parts, repository, signal);
  const route = "POST /repos/{owner}/{repo}/check-runs";
  const body = { ...bodyOf(wanted, wanted.annotations.slice(0, BATCH)), head_sha: head, external_id: intent };
  const { as, owner, repo } = reached;
  const { data } = await parts.github.ask(as, route, { owner, repo, ...body }, { signal });
  const run = runForm.parse(data).id;
  await keepRun(parts, claimed, intent, {
    run: String(run),
    ...saidBy(parts, wanted, wanted.annotations.length <= BATCH),
  });
  await annotate(parts, reached, claimed, wanted, run, intent, signal);
  return true;
}

/** Annotations beyond the first request. A crash in between leaves out some of them: they are on the change's page too. */
async function annotate(
  parts: WriteParts,
  reached: Reached,
  claimed: Claimed,
  wanted: WantedCheck,
  run: number,
  intent: string,
  signal: AbortSignal,
): Promise<void> {
  for (let from = BATCH; from < wanted.annotations.length; from += BATCH) {
    const body = bodyOf(wanted, wanted.annotations.slice(from, from + BATCH));
    await patch(parts, reached, run, body, { signal, urgency: "cosmetic" });
  }
  if (wanted.annotations.length > BATCH) await keepRun(parts, claimed, intent, saidBy(parts, wanted, true));
}

async function update(
  parts: WriteParts,
  claimed: Claimed,
  wanted: WantedCheck,
  { run, externalId: intent }: { readonly run: number; readonly externalId: string },
  signal: AbortSignal,
): Promise<void> {
  const reached = await confirmedReach(parts, headOf(claimed.key).repository, signal);
  await patch(parts, reached, run, bodyOf(wanted, []), { signal });
  await keepRun(parts, claimed, intent, saidBy(parts, wanted, true));
}

async function patch(
  { github }: WriteParts,
  { as, owner, repo }: Reached,
  run: number,
  body: ReturnType<typeof bodyOf>,
  options: AskOptions,
): Promise<void> {
  const route = "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}";
  await github.ask(as, route, { owner, repo, check_run_id: run, ...body }, options);
}

/** Annotations are added to those that are there, so each is sent once. */
function bodyOf({ conclusion, title, summary }: WantedCheck, annotations: WantedCheck["annotations"]) {
  const ended = conclusion === undefined ? { status: "in_progress" } : { status: "completed", conclusion };
  return {
    name: CHECK_NAME,
    ...ended,
    output: { title, summary, ...(annotations.length === 0 ? {} : { annotations }) },
    ...(conclusion === "action_required" ? { actions: [LOOK_AGAIN] } : {}),
  };
}

/** Whoever may write to the repository can press it: it has the check looked at again, and nothing else (attack G10). */
const LOOK_AGAIN = { label: "Look again", description: "Has the check evaluated again", identifier: "look-again" };

function saidBy({ clock }: WriteParts, wanted: WantedCheck, isAll: boolean) {
  return {
    said: isAll ? digestOf(wanted) : null,
    conclusion: wanted.conclusion ?? null,
    written: new Date(clock.now() * 1000),
  };
}

async function keepRun(
  { db }: WriteParts,
  claimed: Claimed,
  intent: string,
  row: {
    readonly run?: string;
    readonly said?: string | null;
    readonly conclusion?: string | null;
    readonly written?: Date;
  },
): Promise<void> {
  const { repository } = headOf(claimed.key);
  await db.transaction().execute(async (one) => {
    await holdWork(one, claimed);
    await one
      .updateTable("github_check")
      .set(row)
      .where("repository", "=", repository)
      .where("external_id", "=", intent)
      .execute();
  });
}
