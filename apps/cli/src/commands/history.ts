import type { JsonObject } from "@countersign/attest";
import { CountersignError, claimOf, displayPath, emptyTree, scopedEntries } from "@countersign/core";
import type { CommitWithId, Repository } from "@countersign/core";
import { isCalled, parameterSteps, sidesOf } from "@countersign/reviewers";
import type { Readers, RowChange } from "@countersign/reviewers";
import { openAnalysed } from "../analysed-repository.ts";
import { oneLine } from "../change-text.ts";
import type { Command, Invocation } from "../command.ts";
import { repositoryAbove } from "../git-work-tree.ts";
import { historyText } from "../history-text.ts";
import type { Point } from "../history-text.ts";
import { newestCommits } from "@countersign/service/analysis";
import { EVERYTHING } from "../plain-change.ts";
import { readers } from "@countersign/service/analysis";

/** Commits that are looked at unless `--last` says otherwise. */
const LAST = 1000;

export const historyCommand: Command = {
  name: "history",
  summary: "draw how a parameter of a recommender moved, commit by commit",
  usage: "history [--repo PATH] --param KEY [--ref REV] [--last N]",
  details:
    "Walks the first parents from the newest commit, and shows every commit that added, changed, moved, renamed or removed the parameter: its value, how far it moved, and the author's title. KEY is a dotted key of a document, path#enclosing.name of code, the end of either, or the name by which a remote system overrides it, as analyse prints them.",
  options: {
    repo: { value: "PATH", help: "a repository; it is only fetched from (default: the present folder)" },
    param: {
      value: "KEY",
      help: "the parameter, such as weights.reply, config/weights.yaml#weights.reply, or a remote name",
    },
    ref: { value: "REV", help: "where to begin (default: HEAD)" },
    last: { value: "N", help: `commits to look at, newest first (default: ${LAST})` },
    mirror: { value: "DIR", help: "keep the mirror there, and fetch only what is new next time" },
  },
  examples: ["history --repo ../feed --param weights.reply", "history --param like_weight --last 200 --json"],
  async run(invocation) {
    const { value, terminal } = invocation;
    const key = invocation.required("param");
    const last = countOf(value("last"));
    await using opened = await openAnalysed(invocation, await repositoryAbove(value("repo") ?? "."));
    const { repository, resolve } = opened;
    const tip = await resolve(value("ref") ?? "HEAD");
    const line = await newestCommits(repository, tip, last);
    const points = await pointsOf(invocation, repository, readers(), line, key);
    const looked = Math.min(last, line.length);
    return {
      json: { param: key, ref: tip, commits: looked, points: points.map(pointJson) },
      text: historyText(key, points, looked, terminal),
    };
  },
};

function countOf(text: string | undefined): number {
  if (text === undefined) return LAST;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new CountersignError("usage.option", "--last is a number of commits, 1 to 999999");
}

/** From the newest to the oldest, following the key through renames and moves. */
async function pointsOf(
  { terminal }: Invocation,
  repository: Repository,
  using: Readers,
  line: readonly CommitWithId[],
  key: string,
): Promise<readonly Point[]> {
  const points: Point[] = [];
  let named = key;
  for (const [at, { commit, oid }] of line.entries()) {
    const below = line[at + 1];
    if (below === undefined && commit.parents.length > 0) break;
    terminal.progress(`commit ${at + 1} of ${line.length}`);
    const from = below?.commit.tree ?? emptyTree(repository.objectFormat);
    const { entries } = await scopedEntries(repository, EVERYTHING, from, commit.tree);
    const steps = await parameterSteps(repository, using, entries, named);
    points.push(...steps.map((step) => ({ commit: oid, title: oneLine(claimOf(commit.message).title), step })));
    named = before(steps, named);
  }
  return points.toReversed();
}

/** What the parameter was called below a step that renamed or moved it. */
function before(steps: readonly RowChange[], named: string): string {
  const moved = steps.find((step) => step.how === "renamed" || step.how === "moved");
  const [base] = moved === undefined ? [] : sidesOf(moved);
  return base === undefined || isCalled(base, named) ? named : base.key;
}

function pointJson({ commit, title, step }: Point): JsonObject {
  const [first, second] = sidesOf(step);
  const result = step.how === "removed" ? undefined : (second ?? first);
  const base = step.how === "added" ? undefined : first;
  const row = result ?? base;
  return {
    commit,
    title,
    how: step.how,
    ...(row === undefined ? {} : { path: displayPath(row.path), line: row.line, key: row.key }),
    before: base?.cells["value"] ?? null,
    after: result?.cells["value"] ?? null,
  };
}
