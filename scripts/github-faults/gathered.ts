import type { LogContents } from "@countersign/core";
import { contentsOf, workInHome } from "@countersign/home";
import { doubled } from "../../apps/service/src/faults/counted.testing.ts";
import { captureProblems } from "../../apps/service/src/capture/problems.ts";
import { gatherDeployments } from "./deployments.ts";
import type { GatheredDeployments } from "./deployments.ts";
import { headOf, nameOf } from "./played.ts";
import type { Played } from "./played.ts";
import type { Stage } from "./stage.ts";

/** Everything that is compared, as lines by the names of the story. */
export type Gathered = {
  /** Pull requests as GitHub has them, and as the service keeps them. */
  readonly pulls: { readonly true: readonly string[]; readonly kept: readonly string[] };
  /** What the newest run of ours says on each newest head, by the place of the pull request. */
  readonly checks: ReadonlyMap<number, string>;
  /** Runs of ours that stand where none should, or twice, or that nobody of us knows. */
  readonly odd: readonly string[];
  readonly log: {
    /** Each head with what it changes once, however often it was captured: on another base, or by somebody else. */
    readonly changes: readonly string[];
    readonly doubled: readonly string[];
    readonly landed: readonly string[];
    readonly incidents: readonly string[];
    readonly reviews: readonly string[];
  };
  readonly deployments: GatheredDeployments;
  /** What is left, or parked, or could not be done. */
  readonly left: readonly string[];
};

/** Gathers it from GitHub, from the tables and from the log, read and verified anew. */
export async function gather(stage: Stage, played: Played): Promise<Gathered> {
  // The service's own way into the home is not shared with another.
  const deployments = await gatherDeployments(stage, played);
  await using opened = await workInHome(stage.home);
  const log = contentsOf(opened);
  return {
    pulls: { true: truePulls(stage, played), kept: await keptPulls(stage, played) },
    checks: newestChecks(stage, played),
    odd: [...doubledRuns(stage, played), ...openRuns(stage, played), ...(await unknownRuns(stage, played))],
    log: linesOf(log, played),
    deployments,
    left: await leftOver(stage),
  };
}

/** A pull request as GitHub has it, or as it is kept. */
type Pull = {
  readonly number: number;
  readonly base: string;
  readonly head: string;
  readonly author: unknown;
  readonly headRepository: unknown;
  readonly draft: boolean;
  readonly state: string;
};

/** Of one that was closed, it is asked whose commit its head is, and not which: nobody tells of what happens to it then. */
function spelled(played: Played, { number, base, head, author, headRepository, draft, state }: Pull): string {
  const name = nameOf(played, head);
  const at = state === "closed" ? name.replace(/\.\d+$/, "") : name;
  return `#${number} onto ${base} at ${at} by ${author}, of ${headRepository}: ${draft ? "draft" : "ready"} ${state}`;
}

function truePulls({ github, repository }: Stage, played: Played): readonly string[] {
  return github.state.pulls
    .where((pull) => pull.repository === repository.id)
    .map((pull) =>
      spelled(played, {
        ...pull,
        base: pull.baseRef,
        head: pull.headSha,
        state: pull.mergedAt === null ? pull.state : "merged",
      }),
    );
}

async function keptPulls({ db }: Stage, played: Played): Promise<readonly string[]> {
  const rows = await db.selectFrom("github_pull").selectAll().orderBy("number").execute();
  return rows.map((pull) =>
    spelled(played, {
      ...pull,
      base: pull.base.replace("refs/heads/", ""),
      headRepository: pull.head_repository,
      state: pull.merged ? "merged" : pull.state,
    }),
  );
}

function runsAt({ github, app }: Stage, head: string) {
  return github.state.checkRuns.where((run) => run.headSha === head && run.app === app.id);
}

function newestChecks(stage: Stage, played: Played): ReadonlyMap<number, string> {
  return new Map(
    [...played.ids.keys()].map((pull) => {
      const run = runsAt(stage, headOf(played, pull)).at(-1);
      return [pull, run === undefined ? "none" : `${run.conclusion ?? run.status}: ${run.output.title}`];
    }),
  );
}

/** GitHub shows the newest of a name: an earlier one that has not ended would stay for ever. */
function doubledRuns({ github, app }: Stage, played: Played): readonly string[] {
  const mine = github.state.checkRuns.where((run) => run.app === app.id);
  const ids = Map.groupBy(mine, ({ externalId }) => externalId);
  const heads = Map.groupBy(mine, ({ headSha }) => headSha);
  return [
    ...[...ids].filter(([, runs]) => runs.length > 1).map(([id, runs]) => `${runs.length} runs called ${id}`),
    ...[...heads].flatMap(([head, runs]) =>
      runs
        .slice(0, -1)
        .filter(({ status }) => status !== "completed")
        .map(() => `an earlier run of ${nameOf(played, head)} that has not ended`),
    ),
  ];
}

/** Nobody waits at a head that nobody proposes any more. */
function openRuns({ github, app }: Stage, played: Played): readonly string[] {
  const open = new Set(github.state.pulls.where(({ state }) => state === "open").map(({ headSha }) => headSha));
  return github.state.checkRuns
    .where((run) => run.app === app.id && run.status !== "completed" && !open.has(run.headSha))
    .map((run) => `${nameOf(played, run.headSha)} is proposed no more, and its run has not ended`);
}

async function unknownRuns({ db, github, app }: Stage, played: Played): Promise<readonly string[]> {
  const rows = await db.selectFrom("github_check").select(["head", "external_id", "run"]).execute();
  const known = new Set(rows.map(({ external_id: id, run }) => `${id} ${run}`));
  const mine = github.state.checkRuns.where((run) => run.app === app.id);
  const there = new Set(mine.map(({ externalId, id }) => `${externalId} ${id}`));
  return [
    ...mine
      .filter(({ externalId, id }) => !known.has(`${externalId} ${id}`))
      .map(({ headSha }) => `a run of ${nameOf(played, headSha)} that the service does not know`),
    ...rows
      .filter(({ external_id: id, run }) => !there.has(`${id} ${run}`))
      .map(({ head }) => `a run of ${nameOf(played, head)} that GitHub does not have`),
  ];
}

function linesOf(log: LogContents, played: Played): Gathered["log"] {
  const lines = log.changes.map(({ record }) => ({
    isProposed: record.proposal !== undefined,
    name: nameOf(played, record.head.gitCommit),
    line: `${nameOf(played, record.head.gitCommit)} ${record.changeDigest}`,
    change: record.change as string,
    // Whoever is found to have pushed it makes another record of the same change.
    record: `${nameOf(played, record.head.gitCommit)} ${record.change} ${record.pushers.join(" ")}`,
  }));
  const names = new Map(lines.map(({ change, name }) => [change, name]));
  return {
    changes: [...new Set(lines.filter(({ isProposed }) => isProposed).map(({ line }) => line))],
    landed: lines.filter(({ isProposed }) => !isProposed).map(({ line }) => line),
    doubled: doubled(lines.map(({ record }) => record)),
    incidents: log.incidents.map(({ record: { about, code } }) =>
      "commit" in about ? `${code} ${nameOf(played, about.commit)}` : `${code} ${JSON.stringify(about)}`,
    ),
    reviews: log.reviews.map(({ record }) => `${names.get(record.change)} ${record.decision}`),
  };
}

async function leftOver({ db }: Stage): Promise<readonly string[]> {
  const works = await db.selectFrom("work").select(["kind", "code", "parked"]).execute();
  const unprocessed = await db.selectFrom("github_delivery").select("event").where("processed", "is", null).execute();
  const problems = await captureProblems(db);
  return [
    ...works.map(({ kind, code, parked }) => `${parked === null ? "undone" : "parked"} ${kind} ${code ?? ""}`),
    ...unprocessed.map(({ event }) => `unprocessed ${event}`),
    ...problems.map(({ subject, code }) => `${subject} ${code}`),
  ];
}
