import type { WorkKey } from "../../work/work.ts";

/** A deployment that waits for our protection rule, by the numbers that tell it from every other: a run that is run again has a new deployment. */
export type RequestedDeployment = {
  readonly repository: string;
  readonly installation: number;
  readonly run: number;
  readonly environment: string;
  readonly deployment: number;
  /** The candidate. */
  readonly sha: string;
  /** What it was started from: a label, by which the policy's ref is found. */
  readonly ref: string;
  /** Since when it waits. */
  readonly asked: Date;
};

/** Answers what waits for our rule in one run before one environment; the key is {@link deploymentWork}. */
export const GITHUB_DEPLOYMENT = "github-deployment";

/** A decision of a rule is about a run and an environment, so requests of both are answered together. */
export type RunKey = Pick<RequestedDeployment, "repository" | "run" | "environment">;

/** The work that answers. */
export function deploymentWork({ repository, run, environment }: RunKey): WorkKey {
  return { kind: GITHUB_DEPLOYMENT, key: `${repository} ${run} ${environment}` };
}

/** What that work's key names; an environment may have blanks in its name. */
export function runOfKey(key: string): RunKey {
  const [repository = "", run = "", ...rest] = key.split(" ");
  return { repository, run: Number(run), environment: rest.join(" ") };
}
