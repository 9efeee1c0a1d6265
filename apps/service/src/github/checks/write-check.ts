import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { Clock } from "@countersign/adapters/time";
import { holdWork } from "../../work/work.ts";
import type { Claimed } from "../../work/work.ts";
import type { AskOptions } from "../client/caller.ts";
import { id } from "../events/fields.ts";
import { headOf } from "../events/works.ts";
import { confirmedReach, writeTo } from "../places/place-of.ts";
import type { Reached } from "../places/place-of.ts";
import type { PlaceParts } from "../places/refresh-places.ts";
import { CHECK_NAME } from "./name.ts";
import { annotationsDigest, digestOf, planCheck, spellExternalId } from "./plan-check.ts";
import type { KeptCheck } from "./plan-check.ts";
import type { WantedCheck } from "./wanted.ts";

/** What writing a check runs on. */
export type WriteParts = PlaceParts & { readonly app: number; readonly clock: Clock };

const MAKE = "POST /repos/{owner}/{repo}/check-runs";

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
        annotations: annotationsDigest(wanted) ?? null,
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
  const body = { ...bodyOf(wanted, wanted.annotations.slice(0, BATCH)), head_sha: head, external_id: intent };
  const { run, reached } = await writeTo(parts, repository, signal, async (at) => {
    const { as, owner, repo } = at;
    const { data } = await parts.github.ask(as, MAKE, { owner, repo, ...body }, { signal });
    return { run: runForm.parse(data).id, reached: at };
  });
  await keepRun(parts, claimed, intent, {
    run: String(run),
    ...saidBy(parts, wanted, wanted.annotations.length <= BATCH),
  });
  const rest = wanted.annotations.slice(BATCH);
  if (rest.length > 0) await annotate(parts, claimed, wanted, { reached, run, intent, rest }, signal);
  return true;
}

/** What of the annotations a run does not have yet. */
type Rest = {
  readonly reached: Reached;
  readonly run: number;
  readonly intent: string;
  readonly rest: WantedCheck["annotations"];
};

/** Annotations beyond the first request; where this is cut off, the next write goes on. */
async function annotate(
  parts: WriteParts,
  claimed: Claimed,
  wanted: WantedCheck,
  { reached, run, intent, rest }: Rest,
  signal: AbortSignal,
): Promise<void> {
  for (let from = 0; from < rest.length; from += BATCH) {
    const body = bodyOf(wanted, rest.slice(from, from + BATCH));
    await patch(parts, reached, run, body, { signal, urgency: "cosmetic" });
  }
  await keepRun(parts, claimed, intent, saidBy(parts, wanted, true));
}

async function update(
  parts: WriteParts,
  claimed: Claimed,
  wanted: WantedCheck,
  { run, externalId: intent }: { readonly run: number; readonly externalId: string },
  signal: AbortSignal,
): Promise<void> {
  const added = await notAnnotated(parts, claimed, wanted, { run, intent }, signal);
  const reached = await writeTo(parts, headOf(claimed.key).repository, signal, async (at) => {
    await patch(parts, at, run, bodyOf(wanted, added.slice(0, BATCH)), { signal });
    return at;
  });
  const rest = added.slice(BATCH);
  if (rest.length > 0) return annotate(parts, claimed, wanted, { reached, run, intent, rest }, signal);
  await keepRun(parts, claimed, intent, saidBy(parts, wanted, true));
}

const countForm = z.object({ output: z.object({ annotations_count: z.int().nonnegative() }) });

/**
 * What of the annotations has to be added to a run: all of them where it was made before anybody had looked; none where it has them, or those of
 * something else, which nobody can take away. That they are added is kept before, so where an answer was lost GitHub is asked how many it has.
 */
async function notAnnotated(
  parts: WriteParts,
  claimed: Claimed,
  wanted: WantedCheck,
  { run, intent }: { readonly run: number; readonly intent: string },
  signal: AbortSignal,
): Promise<WantedCheck["annotations"]> {
  const { db, github } = parts;
  const { repository } = headOf(claimed.key);
  const annotations = annotationsDigest(wanted);
  if (annotations === undefined) return [];
  const kept = await db
    .selectFrom("github_check")
    .select(["annotations", "annotated"])
    .where("repository", "=", repository)
    .where("external_id", "=", intent)
    .executeTakeFirstOrThrow();
  if (kept.annotated || (kept.annotations !== null && kept.annotations !== annotations)) return [];
  if (kept.annotations === null) {
    await keepRun(parts, claimed, intent, { annotations });
    return wanted.annotations;
  }
  const { owner, repo, as } = await confirmedReach(parts, repository, signal);
  const route = "GET /repos/{owner}/{repo}/check-runs/{check_run_id}";
  const { data } = await github.ask(as, route, { owner, repo, check_run_id: run }, { signal });
  return wanted.annotations.slice(countForm.parse(data).output.annotations_count);
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

/** GitHub adds annotations to those that are there, so each is sent once. */
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
    ...(isAll && wanted.annotations.length > 0 ? { annotated: true } : {}),
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
    readonly annotations?: string;
    readonly annotated?: boolean;
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
