import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { parseEnvelope } from "@countersign/attest";
import { fetchCommits, openMirror, openRepository, openSource } from "@countersign/adapters/git";
import { readGrammar } from "@countersign/adapters/grammars";
import { gate, readVerdict, repositoryById } from "@countersign/core";
import type { Oid, Verdict } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { classifyWith } from "@countersign/reviewers/pinned";
import { testKey } from "@countersign/testkit";
import { anyOid } from "../../apps/service/src/capture/ref-moves.ts";
import { cosignedLog } from "../../apps/service/src/github/deployments/cosigned-log.ts";
import { actedOn } from "./acted-on.ts";
import type { ActedOn } from "./acted-on.ts";
import type { Played } from "./played.ts";
import { ENVIRONMENT } from "./stage.ts";
import type { Stage } from "./stage.ts";

/** What became of deployments, as lines: `deploy-3.1 approved` is the second attempt of the fourth. */
export type GatheredDeployments = {
  /** What waits or was decided last of each run: as the gate says it now, and on GitHub. */
  readonly judged: readonly string[];
  readonly newest: readonly string[];
  /** Every attempt, on GitHub and as the service keeps it. */
  readonly there: readonly string[];
  readonly kept: readonly string[];
  /** Decisions that the end of an attempt shows, and those in GitHub's history. */
  readonly ends: readonly string[];
  readonly said: readonly string[];
  /** What went on without a verdict of the service's gate that allows it, and what was reported too often. */
  readonly unallowed: readonly string[];
  readonly overtold: readonly string[];
};

/** Reports that GitHub takes. */
const REPORTS = 10;
/** Commits of a line; a story lands fewer. */
const LINE = 20_000;

/** Gathers it from GitHub and from the tables, and asks the gate about each commit, in a mirror that is made now. */
export async function gatherDeployments(stage: Stage, played: Played): Promise<GatheredDeployments> {
  const { github, app, db } = stage;
  const { state } = github;
  const attempts = attemptsOf(stage, played);
  const rows = await db.selectFrom("github_deployment").selectAll().orderBy("deployment").execute();
  const rowOf = new Map(rows.map((row) => [Number(row.deployment), row]));
  const names = new Map(attempts.map(({ deployment, name }) => [String(deployment), name]));
  const ours = actedOn(
    attempts,
    state.approvals.where(({ user }) => user === app.bot),
  );
  const gaveWay = new Set(ours.flatMap(({ attempt, about }) => (attempt === about ? [] : [String(about?.deployment)])));
  const told = acknowledged(stage);
  const newest = attempts.filter(({ isNewest }) => isNewest);
  const judge = await judging(stage, [...new Set(newest.map(({ sha }) => sha))]);
  const judged: string[] = [];
  for (const { name, sha, deployment } of newest)
    judged.push(`${name} ${wantedBy(await judge(sha, approvedBefore(ours, deployment)))}`);
  const decided = attempts.filter(({ outcome }) => outcome === "approved" || outcome === "rejected");
  return {
    judged,
    newest: newest.map(({ name, outcome }) => `${name} ${outcome}`),
    // Of an attempt that was given up before anybody looked, only what was acknowledged has to be kept.
    there: attempts
      .filter(({ outcome, deployment }) => outcome !== "given up" || rowOf.has(deployment) || told.has(deployment))
      .map(({ name, outcome }) => `${name} ${outcome}`),
    kept: rows.map(
      (row) => `${names.get(row.deployment) ?? row.deployment} ${keptAs(row, gaveWay.has(row.deployment))}`,
    ),
    ends: decided.map(({ name, outcome }) => `${name} ${outcome}`),
    said: ours.map(({ attempt, comment, state: said }) => `${attempt?.name ?? comment} ${said}`),
    unallowed: attempts
      .filter(({ outcome }) => outcome === "approved")
      .filter(({ deployment, sha }) => !isAllowed(rowOf.get(deployment)?.verdict, sha))
      .map(({ name }) => `${name} went on without a verdict that allows it`),
    overtold: rows
      .filter(({ reports }) => reports > REPORTS)
      .map(({ deployment, reports }) => `${names.get(deployment)}: ${reports} reports`),
  };
}

/** Deployments that GitHub asked about, and the inbox said that it has that. */
function acknowledged({ github: { state } }: Stage): ReadonlySet<number> {
  const taken = state.deliveries.where(
    ({ event, statusCode }) => event === "deployment_protection_rule" && statusCode === 202,
  );
  return new Set(taken.map(({ deflated }) => deploymentIn(JSON.parse(inflateRawSync(deflated).toString()))));
}

function deploymentIn(payload: { readonly deployment: { readonly id: number } }): number {
  return payload.deployment.id;
}

/** Every attempt of every run that deploys, the newest of a run last. */
function attemptsOf({ github: { state } }: Stage, { runs }: Played) {
  return [...runs].flatMap(([place, run]) => {
    const made = state.deployments.where((one) => one.run === run);
    return made.map(({ id: deployment, sha }, attempt) => {
      const job = state.jobs.find((one) => one.deployment === deployment);
      const isNewest = attempt === made.length - 1;
      const said = state.asks.find((ask) => ask.job === job?.id)?.state;
      const outcome = job?.conclusion === "cancelled" ? "given up" : said;
      const name = `deploy-${place}.${attempt}`;
      return { run, name, deployment, sha, isNewest, asked: said, outcome: outcome ?? "not asked" };
    });
  });
}

/** Commits that went to production before GitHub was told of a deployment. */
function approvedBefore(ours: readonly ActedOn[], deployment: number): readonly Oid[] {
  const told = ours.findIndex(({ attempt }) => attempt?.deployment === deployment);
  const before = ours.slice(0, told < 0 ? ours.length : told);
  return before.flatMap(({ attempt, state }) => (attempt && state === "approved" ? [anyOid(attempt.sha)] : []));
}

/**
 * The gate beside production, on a mirror of its own and by the log as the witness cosigned it. What it allows is denied behind one of the
 * commits that went to production before.
 */
async function judging(
  { folder, world, repository, shared, clock, id }: Stage,
  commits: readonly string[],
): Promise<(commit: string, before: readonly Oid[]) => Promise<Verdict["decision"]>> {
  const source = await openSource(world.gitFolder(repository.id));
  const dir = join(folder, "judging.git");
  const searchPath = process.env["PATH"] ?? "";
  const mirror = await openMirror({ dir, objectFormat: source.objectFormat, searchPath });
  if (commits.length > 0) await fetchCommits(mirror, source, { wants: commits.map(anyOid) });
  const log = await cosignedLog(shared);
  const { uri } = repositoryById(log.policy.policy, id);
  const parts = {
    crypto: nodeCrypto,
    source: { open: async () => openRepository(mirror) },
    classify: classifyWith(readGrammar),
    now: clock.now(),
  };
  const asked = { repository: id, ref: "refs/heads/main", environment: ENVIRONMENT, source: uri };
  return async (commit, before) => {
    const { decision } = await gate(parts, log, { ...asked, commit: anyOid(commit) });
    if (decision !== "allow") return decision;
    await using objects = openRepository(mirror);
    const line = await objects.firstParents(anyOid(commit), { stop: () => false, limit: LINE });
    return before.every((oid) => line.some((one) => one.oid === oid)) ? "allow" : "deny";
  };
}

function wantedBy(decision: Verdict["decision"]): string {
  return decision === "allow" ? "approved" : decision === "deny" ? "rejected" : "waiting";
}

/** A run that was cancelled and run again at once does not say any more that it was; nor does one whose rejection GitHub took for the next attempt. */
function keptAs(
  { state, believed }: { readonly state: string; readonly believed: string | null },
  gaveWay: boolean,
): string {
  if (state === "open") return "waiting";
  const isOver = believed === "cancelled" || believed === "ended" || (gaveWay && believed === "rejected");
  return isOver ? "given up" : (believed ?? state);
}

/** Whether it is a verdict of the gate that the policy names, and allows this commit to go there. */
function isAllowed(verdict: Uint8Array | null | undefined, sha: string): boolean {
  if (verdict === null || verdict === undefined) return false;
  const { decision, commit, environment } = readVerdict(nodeCrypto, parseEnvelope(verdict), [
    testKey("gate-eu").publicKey,
  ]);
  return decision === "allow" && commit === sha && environment === ENVIRONMENT;
}
