import { asIfInForce, asIfRequiring } from "@countersign/core";
import type { LogContents, Oid, PolicyVersion } from "@countersign/core";
import type { BenchVerdict, PolicyBench } from "./policy-bench.ts";

/** A requirement that stands worse under a new version than under the one in force, for one environment. */
export type Reopened = {
  readonly environment: string;
  readonly requirement: string;
  /** Whether no baseline settles it at all, because it is new. */
  readonly unsettled: boolean;
  /** Commits above the newest baseline that need approval again, oldest first; all of them where nothing settles it. */
  readonly commits: readonly Oid[];
  readonly tip: Oid;
  /** Why it could not be judged, a code; then nothing is known about its commits. */
  readonly error?: string;
};

/**
 * What a version would re-open on a ref: judges its tip for each environment and requirement alone, as the log is and as if
 * the version were in force. A requirement that is met, or not asked for, and would not be met then, is re-opened.
 */
export async function reopened(
  bench: PolicyBench,
  log: LogContents,
  version: PolicyVersion,
): Promise<readonly Reopened[]> {
  const [tip] = await bench.newest(1);
  if (tip === undefined) return [];
  const next = asIfInForce(log, version);
  const found: Reopened[] = [];
  for (const { id: environment, requires } of version.policy.environments)
    for (const requirement of requires) {
      const after = await bench.judge(asIfRequiring(next, environment, requirement), environment, tip);
      const about = { environment, requirement, tip };
      if (after.decision === "error") found.push({ ...about, unsettled: false, commits: [], error: after.code });
      else if (isOpen(after) && !(await isOpenNow(bench, log, environment, requirement, tip)))
        found.push({ ...about, ...(await extent(bench, log, after)) });
    }
  return found;
}

/** What nobody asks for now is not open now, whatever its state would be. */
async function isOpenNow(
  bench: PolicyBench,
  log: LogContents,
  environment: string,
  requirement: string,
  tip: Oid,
): Promise<boolean> {
  const asked = log.policy.policy.environments.find(({ id }) => id === environment)?.requires ?? [];
  if (!asked.includes(requirement)) return false;
  return isOpen(await bench.judge(asIfRequiring(log, environment, requirement), environment, tip));
}

function isOpen({ requirements }: BenchVerdict): boolean {
  return requirements.some(({ state }) => state === "UNSATISFIED");
}

async function extent(
  bench: PolicyBench,
  log: LogContents,
  { requirements, edges }: BenchVerdict,
): Promise<Pick<Reopened, "unsettled" | "commits">> {
  const unsettled = requirements.every(({ settled }) => settled === undefined);
  const open = edges.filter(({ state }) => state === "pending" || state === "denied").map(({ to }) => to);
  return { unsettled, commits: unsettled ? await aboveNewestBaseline(bench, log) : open };
}

/** Every commit above the newest baseline of the ref, for whatever requirement: what a baseline for the new one would cover. */
async function aboveNewestBaseline(bench: PolicyBench, log: LogContents): Promise<readonly Oid[]> {
  const settled = new Set(log.baselines.map(({ record }) => record.commit));
  const line = await bench.newest(MOST_COMMITS);
  return line.slice(line.findLastIndex((commit) => settled.has(commit)) + 1);
}

const MOST_COMMITS = 1000;
