import { writeFileSync } from "node:fs";
import type { JsonObject, JsonValue } from "@countersign/attest";
import type { CommitPlan } from "@countersign/testkit";
import { done, edited, onceMade, signedByAll, startedHome } from "./governed-home.testing.ts";
import type { Governed, PersonId } from "./governed-home.testing.ts";
import type { CliRun } from "./run.testing.ts";

/** A governed home whose scope leaves `docs/**` out, and a proposal or two. */
export type Desk = Governed & {
  /** Commits to a branch that begins at main's first commit, and answers the id. */
  readonly propose: (branch: string, files: NonNullable<CommitPlan["files"]>, plan?: CommitPlan) => string;
  /** Captures main..head and answers the JSON document. */
  readonly capture: (head: string, ...options: readonly string[]) => Promise<CapturedJson>;
  /** Says something about a change with a person's key, without asking. */
  readonly say: (decision: string, change: string, person: PersonId, ...options: readonly string[]) => Promise<CliRun>;
};

export type CapturedJson = JsonObject & {
  readonly change: string;
  readonly leaf: { readonly index: number };
  readonly outcome: string;
};

/** Sets up a desk; `edits` replace parts of the policy before everybody signs it. */
export async function desk(folder: string, edits: readonly (readonly [string, string])[] = []): Promise<Desk> {
  const governed = await onceMade(`desk ${JSON.stringify(edits)}`, folder, async (at) => {
    const started = await startedHome(at);
    for (const [part, replacement] of [["exclude: []", 'exclude: ["docs/**"]'], ...edits] as const)
      writeFileSync(started.policy, edited(started, part, replacement));
    await signedByAll(started);
    await done(started.run("policy", "publish", started.policy));
    return started;
  });
  const { run, repo, commit, key } = governed;
  return {
    ...governed,
    propose: (branch, files, plan = {}) =>
      repo.commit({ files, ref: `refs/heads/${branch}`, parents: [commit], ...plan }),
    capture: async (head, ...options) =>
      (await done(run("capture", "--repo", repo.path, "--base", "main", "--head", head, ...options, "--json")))
        .json as CapturedJson,
    say: (decision, change, person, ...options) =>
      run(decision, change, "--key", key(person), "--yes", "--json", ...options),
  };
}

/** A member of a JSON document. */
export function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject)[name] : undefined;
}
