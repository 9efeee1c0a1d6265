import { fetchCommits, openRepository } from "@countersign/adapters/git";
import { displayPath, parseOid } from "@countersign/core";
import { analyse, titleOf } from "@countersign/reviewers";
import { earlierChanges } from "../../apps/service/src/earlier-changes.ts";
import { EVERYTHING, plainChange } from "../../apps/cli/src/plain-change.ts";
import { readers } from "../../apps/service/src/analysis.ts";
import { openMirrored } from "../../apps/cli/src/source.ts";
import type { Found } from "./judged.ts";

/** What an analysis says of a commit against its parent. */
type Answer = { readonly title: string; readonly findings: readonly Found[] };

/** Analyses commits of one repository, from real objects in a mirror. */
export type Analyser = AsyncDisposable & { readonly analyse: (head: string) => Promise<Answer> };

/** Opens the product's own analysis on a repository, with the history of each commit where that is one line of work. */
export async function openAnalyser(folder: string, history = false): Promise<Analyser> {
  await using stack = new AsyncDisposableStack();
  const { mirror, source } = stack.use(await openMirrored(folder, process.env));
  await fetchCommits(mirror, source, { refs: ["refs/heads/main"] });
  const repository = stack.use(openRepository(mirror, { keepContents: true }));
  const kept = stack.move();
  return {
    async analyse(head) {
      const change = await plainChange(repository, parseOid(head, "sha1"), undefined);
      const earlier = history ? { history: earlierChanges(repository, readers(), change.base.gitCommit) } : {};
      const { findings } = await analyse(repository, readers(), change, EVERYTHING, earlier);
      const found = findings.map(({ at, ...rest }) => ({
        ...rest,
        paths: [...new Set(at.map(({ path }) => displayPath(path)))],
      }));
      return { title: titleOf(findings, change.entries.length), findings: found };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
