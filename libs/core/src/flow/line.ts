import { contributorsOf } from "../change/contributors.ts";
import type { Scope } from "../change/scope.ts";
import { CountersignError } from "../error.ts";
import { broughtIn } from "../gate/brought-in.ts";
import type { Edge } from "../gate/edge.ts";
import type { LineFacts } from "../gate/facts.ts";
import type { BaselinePoint } from "../gate/settled.ts";
import type { Oid } from "../objects/oid.ts";
import type { CommitWithId, Repository } from "../objects/repository.ts";
import type { Policy, RepositoryPolicy } from "../policy/policy.ts";
import { concurrently } from "./concurrently.ts";
import { scopedEntries, unscopedEntries } from "./entries.ts";

/** Steps that one judgement walks at most; beyond them the answer is `limit.range`. */
const LONGEST_LINE = 20_000;
/** Commits, side branches included, that those steps may bring in. */
const MOST_COMMITS = 200_000;
/** Edges read at the same time. */
const CONCURRENCY = 64;

/** By what the line is read: the scope and the people of the policy in force. */
export type LineMeasure = { readonly policy: Policy; readonly repository: RepositoryPolicy };

/**
 * Reads the candidate's first-parent line from the oldest baseline on it (see `LineFacts`), every object verified; `stops`
 * are commits that end the walk where it meets no baseline before.
 * Codes: `git.baseline-tree`, `git.octopus`, `git.new-root`, `limit.range`, `git.fsck` (a listed old defect above the baseline), and those of
 * the repository.
 */
export async function readLine(
  repository: Repository,
  measure: LineMeasure,
  tip: Oid,
  points: readonly BaselinePoint[],
  stops: ReadonlySet<Oid> = new Set(),
): Promise<LineFacts> {
  const baselines = new Set(points.map(({ commit }) => commit));
  const walked = await walk(repository, tip, baselines, stops);
  walked.forEach((commit) => checkBaselineTree(points, commit));
  const base = walked.findLastIndex(({ oid }) => baselines.has(oid) || stops.has(oid));
  if (base === -1) return unsettled(repository, walked, tip, baselines);
  const line = walked.slice(0, base + 1).toReversed();
  const steps = await commitsByStep(repository, line);
  checkOldDefects(measure.repository, steps.flat());
  const edges = await concurrently(steps, CONCURRENCY, (commits, index) =>
    readEdge(repository, measure, line[index], line[index + 1], commits),
  );
  return { edges: await withOutside(repository, measure, edges), commits: line.map(({ oid }) => oid) };
}

/**
 * A path that is in scope only as a link or submodule leaves and enters the scope along the line. What it was outside
 * counts where steps are taken as one, so the steps are read again where there is such a path.
 */
async function withOutside(
  repository: Repository,
  measure: LineMeasure,
  edges: readonly Edge[],
): Promise<readonly Edge[]> {
  const brought = edges.flatMap(({ entries }) => entries.filter(({ broughtBy }) => broughtBy !== undefined));
  const paths = new Set(brought.map(({ path }) => path));
  if (paths.size === 0) return edges;
  return concurrently(edges, CONCURRENCY, async (edge) => {
    const outside = await unscopedEntries(repository, scopeOf(measure), [edge.from.tree, edge.to.tree], paths);
    return outside.length === 0 ? edge : { ...edge, outside };
  });
}

/** People signed commit and tree together, so they must belong together: a commit's id alone may be a weak hash. */
function checkBaselineTree(points: readonly BaselinePoint[], { oid, commit }: CommitWithId): void {
  const other = points.find((point) => point.commit === oid && point.tree !== undefined && point.tree !== commit.tree);
  if (other !== undefined)
    throw new CountersignError(
      "git.baseline-tree",
      `the baseline says that ${oid} has the tree ${other.tree}, it has ${commit.tree}`,
    );
}

/** Newest first, to the first baseline that is met, then on to older ones as far as the bound allows. */
async function walk(
  repository: Repository,
  tip: Oid,
  baselines: ReadonlySet<Oid>,
  stops: ReadonlySet<Oid>,
): Promise<readonly CommitWithId[]> {
  const missing = new Set(baselines);
  let line = await repository.firstParents(tip, {
    stop: (oid) => baselines.has(oid) || stops.has(oid),
    limit: LONGEST_LINE,
  });
  const goesOn = ({ oid }: CommitWithId) => (missing.delete(oid) || stops.has(oid)) && missing.size > 0;
  for (let end = line.at(-1); end !== undefined && goesOn(end); end = line.at(-1)) {
    const older = await walkOlder(repository, end, missing, LONGEST_LINE - line.length);
    if (older.length === 0) break;
    line = [...line, ...older];
  }
  return line;
}

async function walkOlder(
  repository: Repository,
  { commit }: CommitWithId,
  missing: ReadonlySet<Oid>,
  limit: number,
): Promise<readonly CommitWithId[]> {
  const parent = commit.parents[0];
  if (parent === undefined || limit <= 0) return [];
  try {
    const older = await repository.firstParents(parent, { stop: (oid) => missing.has(oid), limit });
    const end = older.at(-1);
    return end !== undefined && missing.has(end.oid) ? older : [];
  } catch (error) {
    if (error instanceof CountersignError && error.code === "limit.range") return [];
    throw error;
  }
}

/** A line that never meets a baseline; one that joins unrelated histories is an error, whichever parent the new root is on. */
async function unsettled(
  repository: Repository,
  walked: readonly CommitWithId[],
  tip: Oid,
  baselines: ReadonlySet<Oid>,
): Promise<LineFacts> {
  const root = walked.at(-1);
  for (const baseline of baselines) {
    if (root === undefined || !(await reaches(repository, baseline, tip))) continue;
    if (!(await reaches(repository, root.oid, baseline)))
      throw new CountersignError(
        "git.new-root",
        `${root.oid} has no parent and does not lie below the settled commit ${baseline}`,
      );
  }
  return { edges: [], commits: [] };
}

async function reaches(repository: Repository, ancestor: Oid, descendant: Oid): Promise<boolean> {
  try {
    return await repository.isAncestor(ancestor, descendant);
  } catch (error) {
    if (error instanceof CountersignError && error.code === "git.missing-object") return false;
    throw error;
  }
}

async function commitsByStep(
  repository: Repository,
  line: readonly CommitWithId[],
): Promise<readonly (readonly CommitWithId[])[]> {
  const [base, ...steps] = line;
  const tip = steps.at(-1);
  if (base === undefined || tip === undefined) return [];
  const merges = steps.some(({ commit }) => commit.parents.length > 1);
  const others = merges ? await repository.range(base.oid, tip.oid, MOST_COMMITS) : [];
  return broughtIn(steps, others);
}

function checkOldDefects(repository: RepositoryPolicy, commits: readonly CommitWithId[]): void {
  const listed = new Set(repository.oldHeaderDefects);
  const above = commits.find(({ oid }) => listed.has(oid));
  if (above !== undefined)
    throw new CountersignError(
      "git.fsck",
      `${above.oid} is listed as an old header defect but does not lie below the baseline`,
    );
}

async function readEdge(
  repository: Repository,
  measure: LineMeasure,
  from: CommitWithId | undefined,
  to: CommitWithId | undefined,
  commits: readonly CommitWithId[],
): Promise<Edge> {
  if (from === undefined || to === undefined) throw new RangeError("an edge has two ends");
  const { entries } = await scopedEntries(repository, scopeOf(measure), from.commit.tree, to.commit.tree);
  const { contributors, unresolved } = contributorsOf(
    commits.map(({ commit }) => commit),
    measure.policy,
    measure.repository.contributors.ignore,
  );
  return {
    from: { commit: from.oid, tree: from.commit.tree },
    to: { commit: to.oid, tree: to.commit.tree },
    entries,
    people: contributors.flatMap((contributor) => contributor.as),
    ...(unresolved.length > 0 && measure.repository.contributors.unresolved === "deny" ? { unknown: unresolved } : {}),
  };
}

function scopeOf({ repository }: LineMeasure): Scope {
  return repository.scope;
}
