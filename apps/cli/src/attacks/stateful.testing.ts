import { join } from "node:path";
import type { JsonObject } from "@countersign/attest";
import { vi } from "vitest";
import { done } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";
import type { CliRun } from "../run.testing.ts";
import type { Stage } from "./stage.testing.ts";

/** A gate that keeps its state in a folder, and gets of the log only what it has not seen. */
export type StatefulGate = {
  readonly dir: string;
  /** Asks about a commit with a bundle of what is new. */
  readonly ask: (commit: string, options?: AskOptions) => Promise<StatefulAnswer>;
  /** Asks for the way back, without any bundle or repository. */
  readonly back: (commit: string, options?: AskOptions) => Promise<StatefulAnswer>;
  /** The same with a bundle of what is new. */
  readonly backWith: (commit: string, options?: AskOptions) => Promise<StatefulAnswer>;
  /** How many leaves it knows. */
  readonly size: () => number;
  /** The same as `ask`, with everything that was printed. */
  readonly run: (commit: string, options?: AskOptions) => Promise<CliRun>;
};

type AskOptions = {
  readonly env?: string;
  readonly ref?: string;
  /** Another bundle than the one of now. */
  readonly bundle?: string;
  readonly since?: number;
  readonly root?: string;
};

type StatefulAnswer = {
  readonly decision: string;
  readonly code: string;
  readonly exit: number;
  readonly reasons: readonly string[];
  /** What each reason says. */
  readonly messages: readonly string[];
  /** Steps that were judged. */
  readonly edges?: number;
};

/** A gate with state beside a stage, in a folder of its own. */
export function statefulGate(stage: Stage, name = "state"): StatefulGate {
  const dir = join(stage.folder, name);
  let size = 0;
  const call = async (commit: string, extra: readonly string[], { env = "production", ref, root }: AskOptions) => {
    const place = ref === undefined ? [] : ["--ref", ref];
    const args = ["--commit", commit, "--env", env, "--root", root ?? join(stage.home, "root.json"), "--state", dir];
    const run = await runCli(["gate", ...args, ...place, ...extra, "--json"], { home: join(stage.folder, "gate") });
    const { log } = run.json as JsonObject & { readonly log?: { readonly size: number } };
    size = log?.size ?? size;
    return run;
  };
  const news = async (options: AskOptions) => {
    const bundle = options.bundle ?? join(stage.folder, `${name}.bundle`);
    if (options.bundle === undefined)
      await done(stage.run("bundle", "--since", String(options.since ?? size), "-o", bundle));
    return ["--bundle", bundle];
  };
  const run = async (commit: string, options: AskOptions = {}) =>
    call(commit, ["--repo", stage.repo.path, ...(await news(options))], options);
  return {
    dir,
    size: () => size,
    backWith: async (commit, options = {}) =>
      answerOf(await call(commit, ["--rollback", ...(await news(options))], options)),
    run,
    ask: async (commit, options) => answerOf(await run(commit, options)),
    back: async (commit, options = {}) => answerOf(await call(commit, ["--rollback"], options)),
  };
}

/** Runs with this machine's clock so many seconds ahead. */
export async function later<T>(seconds: number, work: () => Promise<T>): Promise<T> {
  const now = Date.now();
  const clock = vi.spyOn(Date, "now").mockImplementation(() => now + seconds * 1000);
  try {
    return await work();
  } finally {
    clock.mockRestore();
  }
}

function answerOf({ exit, json }: CliRun): StatefulAnswer {
  const { decision, code, reasons = [], range } = json as JsonObject & VerdictJson;
  return {
    decision,
    code,
    exit,
    reasons: reasons.map((reason) => reason.code),
    messages: reasons.map((reason) => reason.message),
    ...(range === undefined ? {} : { edges: range.edges }),
  };
}

type VerdictJson = {
  readonly decision: string;
  readonly code: string;
  readonly reasons?: readonly { readonly code: string; readonly message: string }[];
  readonly range?: { readonly edges: number };
};
