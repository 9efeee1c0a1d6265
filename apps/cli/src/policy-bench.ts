import { AttestError } from "@countersign/attest";
import { readGrammar } from "@countersign/adapters/grammars";
import { fetchCommits, openRepository } from "@countersign/adapters/git";
import { CountersignError, gate } from "@countersign/core";
import type { LogContents, Oid, Verdict } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { classifyWith } from "@countersign/reviewers/pinned";
import type { Place } from "./place.ts";
import { objectSource, openMirrored } from "./source.ts";

/** What the gate said about a commit, or the code of what kept it from judging. */
export type BenchVerdict = Pick<Verdict, "decision" | "code" | "requirements" | "edges" | "range">;

/** A repository on which logs can be tried: the newest commits of the protected ref, and the gate's word on each. */
export type PolicyBench = AsyncDisposable & {
  /** The last so many commits of the ref's first-parent line, the oldest first. */
  readonly newest: (count: number) => Promise<readonly Oid[]>;
  /** Judges as the gate does, at the time of the log, so that no log is stale. */
  readonly judge: (log: LogContents, environment: string, commit: Oid) => Promise<BenchVerdict>;
};

/** Opens a bench on a clone; `usage.ref` if it does not have the protected ref. */
export async function openBench(
  repo: string,
  { repository, ref }: Place,
  env: NodeJS.ProcessEnv,
): Promise<PolicyBench> {
  const mirrored = await openMirrored(repo, env);
  return {
    async newest(count) {
      const options = { refs: [ref], skipList: repository.oldHeaderDefects };
      const tip = (await fetchCommits(mirrored.mirror, mirrored.source, options)).refs.get(ref);
      if (tip === undefined) throw new CountersignError("usage.ref", `the repository has no ref ${ref}`);
      await using opened = openRepository(mirrored.mirror);
      const line: Oid[] = [];
      for (let next: Oid | undefined = tip; next !== undefined && line.length < count;) {
        line.unshift(next);
        [next] = (await opened.commit(next)).parents;
      }
      return line;
    },
    async judge(log, environment, commit) {
      const parts = {
        crypto: nodeCrypto,
        source: objectSource(mirrored),
        classify: classifyWith(readGrammar),
        now: log.time ?? 0,
      };
      try {
        return await gate(parts, log, { repository: repository.id, ref, commit, environment, source: repo });
      } catch (error) {
        if (!(error instanceof CountersignError || error instanceof AttestError)) throw error;
        return { decision: "error", code: error.code, requirements: [], edges: [], range: { edges: 0 } };
      }
    },
    [Symbol.asyncDispose]: () => mirrored[Symbol.asyncDispose](),
  };
}
