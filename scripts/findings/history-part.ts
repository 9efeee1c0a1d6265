import { openRepository } from "@countersign/adapters/git";
import type { Mirror } from "@countersign/adapters/git";
import type { Oid } from "@countersign/core/objects";
import { analyse } from "@countersign/reviewers";
import { EVERYTHING, plainChange } from "../../apps/cli/src/plain-change.ts";
import { readers } from "../../apps/service/src/analysis.ts";

/** What became of the analysis of one commit. Milliseconds. */
export type AnalysedCommit = {
  readonly commit: Oid;
  readonly files: number;
  readonly findings: number;
  readonly grave: number;
  readonly milliseconds: number;
  readonly error?: string;
};

/** Analyses commits of a mirror as they come, one after the other, until the rows end. */
export async function* analyseCommits(
  mirror: Mirror,
  commits: AsyncIterable<Oid> | Iterable<Oid>,
): AsyncGenerator<AnalysedCommit> {
  await using repository = openRepository(mirror, { keepContents: true });
  for await (const commit of commits) {
    const began = performance.now();
    const took = () => performance.now() - began;
    try {
      const change = await plainChange(repository, commit, undefined);
      const { findings } = await analyse(repository, readers(), change, EVERYTHING, { inventory: change.root });
      const grave = findings.filter(({ risk }) => risk === "R3" || risk === "R4").length;
      const files = change.entries.length;
      yield { commit, files, findings: findings.length, grave, milliseconds: took() };
    } catch (error) {
      yield { commit, files: 0, findings: 0, grave: 0, milliseconds: took(), error: String(error).slice(0, 300) };
    }
  }
}
