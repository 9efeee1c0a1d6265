import { displayPath, parsePath } from "@countersign/core";
import { z } from "zod";
import type { Deployed } from "../../environments/deployed.ts";
import type { EnvironmentSight } from "../../environments/environments.ts";

const time = z.iso.datetime().nullable();
const reason = z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() });
const approval = z.strictObject({
  person: z.string(),
  role: z.string(),
  leaf: z.int(),
  change: z.string(),
  notAfter: z.string().optional(),
});

const deployed = z.strictObject({
  by: z.enum(["log", "github"]).describe("A receipt in the log, or what GitHub showed, which is no evidence"),
  commit: z.string(),
  ref: z.string(),
  time,
  state: z.string(),
  verdict: z.string().nullable().describe("SHA-256 of the verdict's statement"),
  leaf: z.int().optional(),
  run: z.string().optional(),
  deployment: z.string().optional(),
  believed: z.string().nullable().optional(),
  code: z.string().nullable().optional(),
});

const cell = z.strictObject({
  role: z.string(),
  state: z.string(),
  said: z.string().nullable(),
  people: z.array(z.string()).describe("Who may still decide"),
  decisions: z.array(z.strictObject({ person: z.string(), decision: z.string(), leaf: z.int() })),
});

const row = z.strictObject({
  change: z.string(),
  title: z.string(),
  risk: z.int(),
  leaf: z.int(),
  proposal: z.string().nullable(),
  roles: z.array(cell),
});

const step = z.strictObject({
  from: z.string(),
  to: z.string(),
  state: z.string(),
  class: z.string().optional(),
  approvals: z.array(approval),
  residual: z.array(z.strictObject({ path: z.string(), status: z.string() })).describe("At most 20"),
  residuals: z.int(),
  changes: z.array(row).describe("Captured changes with the very content of the step"),
});

const brief = {
  repository: z.string(),
  environment: z.string(),
  requires: z.array(z.strictObject({ id: z.string(), role: z.string(), count: z.int() })),
  running: z
    .strictObject({ ...deployed.shape, allowed: z.boolean() })
    .nullable()
    .describe("Null where nothing says that anything was deployed"),
  drift: z.boolean().describe("What runs was not let go on by any gate"),
  candidate: z
    .strictObject({
      commit: z.string(),
      ref: z.string(),
      waiting: z
        .strictObject({
          run: z.string(),
          deployment: z.string(),
          ref: z.string().describe("As GitHub names it"),
          since: time,
        })
        .nullable(),
    })
    .nullable(),
  gate: z
    .strictObject({
      decision: z.enum(["allow", "pending", "deny", "error"]),
      code: z.string(),
      reasons: z.array(reason),
    })
    .nullable()
    .describe("What the gate says of the candidate now; null where there is none"),
  undecided: z.int().describe("Steps behind what runs that nothing covers"),
  steps: z.int(),
};

/** An environment in a list. */
export const environmentBrief = z.strictObject(brief);

/** An environment with all that is known of it. */
export const environmentAnswer = z.strictObject({
  ...brief,
  steps: z.array(step),
  earlier: z.int().describe("Steps behind what runs that are not shown"),
  coveredBy: z.array(approval).describe("Decisions that carry what runs, as far as the range of the gate reaches back"),
  lastAllowed: deployed.nullable(),
  history: z.array(deployed),
  log: z.strictObject({ size: z.int(), time: z.string().optional() }).nullable().describe("By which the gate judged"),
  gates: z.array(z.strictObject({ id: z.string(), last: z.strictObject({ leaf: z.int(), time }).nullable() })),
});

/** An environment in a list in that form. */
export function briefJson(sight: EnvironmentSight): z.infer<typeof environmentBrief> {
  const { repository, environment, requires, running, drift, candidate, gate, steps, earlier } = sight;
  return {
    repository,
    environment,
    requires,
    running: running === undefined ? null : { ...deployedJson(running.deployed), allowed: running.allowed },
    drift,
    candidate: candidate === undefined ? null : candidateJson(candidate),
    gate:
      gate === undefined
        ? null
        : { decision: gate.decision, code: gate.code, reasons: gate.reasons.map((one) => ({ ...one })) },
    undecided: steps.filter(({ edge }) => edge.state === "pending" || edge.state === "denied").length,
    steps: steps.length + earlier,
  };
}

/** An environment in that form. */
export function environmentJson(sight: EnvironmentSight): z.infer<typeof environmentAnswer> {
  const { steps, earlier, coveredBy, lastAllowed, history, gates, gate } = sight;
  const log = gate?.verdict?.log;
  return {
    ...briefJson(sight),
    steps: steps.map(stepJson),
    earlier,
    coveredBy: coveredBy.map((one) => ({ ...one })),
    lastAllowed: lastAllowed === undefined ? null : deployedJson(lastAllowed),
    history: history.map(deployedJson),
    log: log === undefined ? null : { size: log.size, ...(log.time === undefined ? {} : { time: log.time }) },
    gates: gates.map(({ id, last }) => ({
      id,
      last: last === undefined ? null : { leaf: last.leaf, time: timeOf(last.at) },
    })),
  };
}

/** Paths of a residual that are shown. */
const MOST_PATHS = 20;

function stepJson({ edge, changes }: EnvironmentSight["steps"][number]): z.infer<typeof step> {
  const { from, to, state, class: covered, approvals, residual } = edge;
  return {
    from,
    to,
    state,
    ...(covered === undefined ? {} : { class: covered }),
    approvals: approvals.map((one) => ({ ...one })),
    residual: residual.slice(0, MOST_PATHS).map(({ path, status }) => ({ path: displayPath(parsePath(path)), status })),
    residuals: residual.length,
    changes: changes.map(({ cells, ...one }) => ({
      ...one,
      roles: cells.map(({ people, decisions, ...rest }) => ({
        ...rest,
        people: [...people],
        decisions: [...decisions],
      })),
    })),
  };
}

function candidateJson({ commit, ref, waiting }: NonNullable<EnvironmentSight["candidate"]>) {
  return {
    commit,
    ref,
    waiting: waiting === undefined ? null : { ...waiting, since: timeOf(waiting.since) },
  };
}

function deployedJson({ at, ...one }: Deployed): z.infer<typeof deployed> {
  return { ...one, time: timeOf(at) };
}

function timeOf(at: number): string | null {
  return at === 0 ? null : new Date(at).toISOString();
}
