import { CountersignError } from "@countersign/core";
import { z } from "zod";
import type { AskOptions } from "../client/caller.ts";
import { id, text } from "../events/fields.ts";
import type { Reached } from "../places/place-of.ts";
import type { PlaceParts } from "../places/refresh-places.ts";
import type { DeploymentSeen } from "./believe.ts";
import { markOf } from "./plan-answer.ts";

/** What looking at a run runs on. */
export type RunLookParts = Pick<PlaceParts, "github"> & { readonly app: number };

/** What a run waits for, and what was decided about it. */
export type RunSeen = {
  /** Environments as GitHub spells them, by the same in small letters: two names differ by more than that. */
  readonly waiting: ReadonlyMap<string, string>;
  readonly approvals: readonly {
    readonly state: string;
    readonly comment: string;
    /** Environments that it is about, in small letters. */
    readonly about: readonly string[];
  }[];
};

const environments = z.array(z.object({ environment: z.object({ name: text }) }));
const history = z.array(
  z.object({
    state: z.string(),
    comment: z.string().nullish(),
    environments: z.array(z.object({ name: text.nullish() })).nullish(),
  }),
);
const runForm = z.object({ status: z.string().nullish(), conclusion: z.string().nullish() });
const statuses = z.array(z.object({ state: z.string() }));
const rulesForm = z.object({
  custom_deployment_protection_rules: z
    .array(z.object({ enabled: z.boolean(), app: z.object({ id: id.nullish() }).nullish() }))
    .nullish(),
});

const RUN = "GET /repos/{owner}/{repo}/actions/runs/{run_id}";

/**
 * Reads what a run waits for and what was decided about it: before anything is said a second time (attack G7). One that was deleted waits for
 * nothing: whoever may write to the repository can delete what has ended.
 */
export async function lookAtRun(
  parts: RunLookParts,
  reached: Reached,
  run: number,
  signal: AbortSignal,
): Promise<RunSeen> {
  const options = { signal, urgency: "decision" } as const;
  try {
    const waiting = await lookAtWaiting(parts, reached, run, options);
    return { waiting, approvals: await approvalsOf(parts, reached, run, options) };
  } catch (error) {
    if (!isNotFound(error) || !(await showsRuns(parts, reached, options))) throw error;
    return { waiting: new Map(), approvals: [] };
  }
}

async function approvalsOf(
  { github }: RunLookParts,
  { owner, repo, as }: Reached,
  run: number,
  options: AskOptions,
): Promise<RunSeen["approvals"]> {
  const { data } = await github.ask(as, `${RUN}/approvals`, { owner, repo, run_id: run }, options);
  return history.parse(data).map(({ state, comment, environments: about }) => ({
    state,
    comment: comment ?? "",
    about: (about ?? []).map(({ name }) => (name ?? "").toLowerCase()),
  }));
}

/** Whether the App may see runs at all: else none that is not shown is known to be gone. */
async function showsRuns(
  { github }: RunLookParts,
  { owner, repo, as }: Reached,
  options: AskOptions,
): Promise<boolean> {
  const asked = github.ask(as, "GET /repos/{owner}/{repo}/actions/runs", { owner, repo, per_page: 1 }, options);
  return asked.then(() => true, whereGone(false));
}

/** The environments for which a run waits. */
export async function lookAtWaiting(
  { github }: RunLookParts,
  { owner, repo, as }: Reached,
  run: number,
  options: AskOptions,
): Promise<RunSeen["waiting"]> {
  const { data } = await github.ask(as, `${RUN}/pending_deployments`, { owner, repo, run_id: run }, options);
  const found = environments.parse(data);
  return new Map(found.map(({ environment: { name } }) => [name.toLowerCase(), name] as const));
}

/** One deployment of the run, with what was decided about it. */
export type LookedAt = {
  readonly run: number;
  readonly environment: string;
  readonly deployment: number;
  readonly decision: string | undefined;
  readonly comment: string | undefined;
  /** Something of ours was not taken. */
  readonly refused: boolean;
};

/** What became of a deployment, by its own states: what waits in its run before its environment may be a later attempt that nobody told of. */
export async function lookAtDeployment(
  parts: RunLookParts,
  reached: Reached,
  seen: RunSeen,
  asked: LookedAt,
  signal: AbortSignal,
): Promise<DeploymentSeen> {
  const { github } = parts;
  const { owner, repo, as } = reached;
  const named = { owner, repo };
  const options = { signal, urgency: "decision" } as const;
  const { run, environment, deployment, decision, comment, refused } = asked;
  const mark = comment === undefined ? undefined : markOf(comment);
  const ours =
    mark !== undefined && seen.approvals.some((one) => one.state === decision && one.comment.trim().endsWith(mark));
  const isWaitedFor = seen.waiting.has(environment.toLowerCase());
  // Only where our word is not in the history there is a doubt whether it counts.
  const waits = async (): Promise<DeploymentSeen> => {
    const isDoubtful = !ours && (refused || decision !== undefined);
    const ruleOn = !isDoubtful || (await isRuleOn(parts, reached, environment, options));
    return { waits: true, ours, wentOn: false, ended: false, cancelled: false, rejected: false, ruleOn };
  };
  const states = await github
    .pages(
      as,
      "GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
      { ...named, deployment_id: deployment },
      (data) => statuses.parse(data).map(({ state }) => state),
      options,
    )
    .catch(whereGone<readonly string[]>([]));
  const hasBegun = states.some((state) => BEGUN.has(state));
  const hasEnded = states.some((state) => ENDED.has(state));
  if (isWaitedFor && !hasBegun && !hasEnded) return waits();
  const { status, conclusion } = await github
    .ask(as, RUN, { ...named, run_id: run }, options)
    .then(({ data }) => runForm.parse(data), whereGone<z.infer<typeof runForm>>({}));
  const over = !isWaitedFor && status === "completed";
  return {
    waits: false,
    ours,
    wentOn: hasBegun,
    ended: hasEnded || over,
    cancelled: conclusion === "cancelled",
    rejected: seen.approvals.some(
      ({ state, about }) => state === "rejected" && about.includes(environment.toLowerCase()),
    ),
    ruleOn: await isRuleOn(parts, reached, environment, options),
  };
}

const BEGUN: ReadonlySet<string> = new Set(["in_progress", "success"]);
const ENDED: ReadonlySet<string> = new Set(["success", "failure", "error", "inactive"]);

/** A value instead of what GitHub does not find; any other error is thrown on. */
function whereGone<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (isNotFound(error)) return value;
    throw error;
  };
}

function isNotFound(error: unknown): boolean {
  return error instanceof CountersignError && error.code === "github.not-found";
}

/** Whether our rule stands before an environment. */
export async function isRuleOn(
  { github, app }: RunLookParts,
  { owner, repo, as }: Reached,
  environment: string,
  options: AskOptions,
): Promise<boolean> {
  const route = "GET /repos/{owner}/{repo}/environments/{environment_name}/deployment_protection_rules";
  const asked = { owner, repo, environment_name: environment };
  try {
    const { data } = await github.ask(as, route, asked, options);
    const rules = rulesForm.parse(data).custom_deployment_protection_rules ?? [];
    return rules.some((rule) => rule.enabled && rule.app?.id === app);
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
