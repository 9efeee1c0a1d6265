import { CountersignError } from "@countersign/core/error";
import { parseOid } from "@countersign/core/objects";
import type { Commit, CommitWithId, Oid } from "@countersign/core/objects";
import type { Mirror } from "./mirror.ts";
import { runGit } from "./run.ts";

/** Reads one commit, verified. */
type ReadCommit = (oid: Oid) => Promise<Commit>;

/** What walks along parents need. `git rev-list` is asked for hints only, so that reads can be sent ahead. */
export type Graph = { readonly mirror: Mirror; readonly commit: ReadCommit };

/** Commits that are read without asking git first where a line goes on: most lines end before. */
const SHORT_LINE = 16;
/** Commits that are walked for a short range before git is asked: most proposals have fewer. */
const SHORT_RANGE = 64;
const LONGEST_HINT = 8192;
/** Commits of one chain from a base to an ancestor; more is `limit.range`. */
const CHAIN_LIMIT = 200_000;

/** See `Repository.firstParents`. */
export async function firstParents(
  graph: Graph,
  tip: Oid,
  { stop, limit }: { readonly stop: (oid: Oid) => boolean; readonly limit: number },
): Promise<readonly CommitWithId[]> {
  const line: CommitWithId[] = [];
  let ahead = SHORT_LINE;
  let window = 128;
  for (let next: Oid | undefined = tip; next !== undefined; ahead -= 1) {
    if (line.length > limit) throw new CountersignError("limit.range", `no end within ${limit} edges from ${tip}`);
    if (ahead === 0) {
      ahead = window = Math.min(2 * window, LONGEST_HINT);
      const hint = revList(graph.mirror, ["--first-parent", `--max-count=${window}`], [next]);
      // Where git fails, the line is read commit by commit, and fails for its own reason.
      readAhead(graph, await hint.catch(() => []));
    }
    const commit: Commit = await graph.commit(next);
    line.push({ oid: next, commit });
    if (stop(next)) break;
    next = commit.parents[0];
  }
  return line;
}

/** See `Repository.range`. */
export async function range(graph: Graph, base: Oid, head: Oid, limit: number): Promise<readonly CommitWithId[]> {
  await Promise.all([graph.commit(base), graph.commit(head)]);
  const short = await shortRange(graph, base, head);
  if (short !== undefined && short.length <= limit) return short;
  const hint = await revList(graph.mirror, [`--max-count=${limit + 1}`], [head, `^${base}`]);
  if (hint.length > limit) throw tooLong(limit);
  readAhead(graph, hint);
  const { commits, edge } = await walkInside(graph, head, new Set(hint));
  const behind = await ancestorsAmong(graph, base, edge);
  if (behind.size === edge.length) return commits;
  throw new CountersignError("git.history", `git leaves out commits of ${base}..${head} that are not behind the base`);
}

/**
 * The commits reachable from `head` and not from `base`, when every line of parents from the head comes to the base
 * within few commits; undefined when that does not show so soon. No process is started.
 */
export async function shortRange(graph: Graph, base: Oid, head: Oid): Promise<readonly CommitWithId[] | undefined> {
  const commits: CommitWithId[] = [];
  const seen = new Set([base, head]);
  const queue = head === base ? [] : [head];
  for (const oid of queue) {
    const commit = await graph.commit(oid);
    commits.push({ oid, commit });
    if (commits.length > SHORT_RANGE || commit.parents.length === 0) return undefined;
    for (const parent of commit.parents) {
      if (seen.has(parent)) continue;
      seen.add(parent);
      queue.push(parent);
    }
  }
  return commits;
}

/** See `Repository.isAncestor`. */
export async function isAncestor(graph: Graph, ancestor: Oid, tip: Oid): Promise<boolean> {
  await Promise.all([graph.commit(ancestor), graph.commit(tip)]);
  return (await ancestorsAmong(graph, tip, [ancestor])).size === 1;
}

/** See `Repository.mergeBases`. */
export async function mergeBases(mirror: Mirror, a: Oid, b: Oid): Promise<readonly Oid[]> {
  const { stdout } = await runGit(mirror, ["merge-base", "--all", "--end-of-options", a, b], { exits: [0, 1] });
  return parseIds(mirror, stdout).toSorted();
}

/** Breadth first from the head through the commits of the hint; what lies just outside is the edge. */
async function walkInside(graph: Graph, head: Oid, inside: ReadonlySet<Oid>) {
  const commits: CommitWithId[] = [];
  const edge: Oid[] = [];
  const seen = new Set([head]);
  const queue = [head];
  for (const oid of queue) {
    if (!inside.has(oid)) {
      edge.push(oid);
      continue;
    }
    const commit = await graph.commit(oid);
    commits.push({ oid, commit });
    for (const parent of commit.parents) {
      if (seen.has(parent)) continue;
      seen.add(parent);
      queue.push(parent);
    }
  }
  return { commits, edge };
}

/** Which of some commits a chain of verified commits, beginning at the base, leads to. */
async function ancestorsAmong(graph: Graph, base: Oid, candidates: readonly Oid[]): Promise<ReadonlySet<Oid>> {
  const reached = new Set([base]);
  for (const candidate of candidates) {
    if (!reached.has(candidate)) await reach(graph, base, candidate, reached);
  }
  return new Set(candidates.filter((oid) => reached.has(oid)));
}

async function reach(graph: Graph, base: Oid, goal: Oid, reached: Set<Oid>): Promise<void> {
  const options = ["--ancestry-path", `--max-count=${CHAIN_LIMIT + 1}`];
  const hint = await revList(graph.mirror, options, [base, `^${goal}`]);
  if (hint.length > CHAIN_LIMIT) throw tooLong(CHAIN_LIMIT);
  readAhead(graph, hint);
  const between = new Set(hint);
  const seen = new Set([base]);
  const queue = between.has(base) ? [base] : [];
  for (const oid of queue) {
    for (const parent of (await graph.commit(oid)).parents) {
      if (seen.has(parent) || (parent !== goal && !between.has(parent))) continue;
      seen.add(parent);
      reached.add(parent);
      queue.push(parent);
    }
    if (reached.has(goal)) return;
  }
}

/** Lets reads begin; those that fail are awaited, and judged, where the walk really comes by. */
function readAhead(graph: Graph, oids: readonly Oid[]): void {
  for (const oid of oids) graph.commit(oid).catch(() => {});
}

async function revList(
  mirror: Mirror,
  options: readonly string[],
  revisions: readonly string[],
): Promise<readonly Oid[]> {
  const { stdout } = await runGit(mirror, ["rev-list", ...options, "--end-of-options", ...revisions]);
  return parseIds(mirror, stdout);
}

function parseIds(mirror: Mirror, stdout: Buffer): readonly Oid[] {
  const lines = stdout.toString("latin1").split("\n");
  return lines.filter((line) => line !== "").map((line) => parseOid(line, mirror.objectFormat));
}

function tooLong(limit: number): CountersignError {
  return new CountersignError("limit.range", `there are more than ${limit} commits in between`);
}
