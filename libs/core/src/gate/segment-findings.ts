import { displayPath } from "../change/path-json.ts";
import type { Edge } from "./edge.ts";
import type { GateFacts } from "./facts.ts";
import type { GateFinding } from "./finding.ts";
import type { NearMisses } from "./near-misses.ts";
import { netEntries } from "./net.ts";
import type { Objection } from "../decision/standing.ts";
import type { Requirement } from "../policy/policy.ts";
import type { Reopened } from "./reopened.ts";
import type { RequirementState, SegmentState } from "./requirement-state.ts";
import type { Refusal } from "./usage.ts";

/** Refusals that lead the verdict themselves; all others follow `gate.requirement-unsatisfied`. */
const LEADING: ReadonlySet<string> = new Set([
  "decision.key-revoked",
  "decision.revoked",
  "decision.not-independent",
  "gate.approval-used",
  "gate.class-not-accepted",
  "decision.expired",
]);

/** What a segment that is not satisfied says, the leading code first (attacks catalogue, "Answers"). */
export function segmentFindings(
  facts: GateFacts,
  nearMisses: NearMisses,
  { requirement, claimed }: RequirementState,
  segment: SegmentState,
): readonly GateFinding[] {
  const edges = facts.line.edges.slice(segment.start, segment.end);
  const place = placeOf(edges);
  if (segment.state === "unexplained")
    return [
      { decision: "deny", code: "gate.residual", ...place, paths: changedPaths(edges) },
      ...nearMisses(edges).map((one) => ({ ...one, ...place })),
    ];
  if (segment.state !== "unsatisfied") return [];
  const change = segment.explained?.explanations[0]?.change.record.change;
  const about = { ...place, requirement, ...(change === undefined ? {} : { change }), ...sinceOf(claimed, segment) };
  const objections = objectionFindings(about, segment.objections);
  if (segment.enough === true) return objections;
  if (segment.refusals.length > 0) return [...objections, ...refusalFindings(about, segment.refusals)];
  return objections.length > 0 ? objections : [{ decision: "pending", code: "decision.missing", ...about }];
}

/** What a segment says that this gate found covered once and that is no more. */
export function reopenedFindings(
  requirement: Requirement,
  { cover, change, explained, objections, refusals }: Reopened,
): readonly GateFinding[] {
  const about = { from: cover.from, to: cover.to, requirement, change };
  const against = objectionFindings(about, objections);
  if (refusals.length > 0) return [...against, ...refusalFindings(about, refusals)];
  if (against.length > 0) return against;
  return explained ? [{ decision: "pending", code: "decision.missing", ...about }] : refusalFindings(about, []);
}

type About = Pick<GateFinding, "from" | "to" | "requirement" | "change" | "since">;

function sinceOf({ together }: RequirementState["claimed"], { start, end }: SegmentState): Pick<About, "since"> {
  const [, since] = [...together].find(([step]) => step >= start && step < end) ?? [];
  return since === undefined ? {} : { since };
}

function objectionFindings(about: About, objections: readonly Objection[]): readonly GateFinding[] {
  return objections.map(({ code, review }) => {
    const decision = code === "decision.rejected" ? "deny" : "pending";
    return { decision, code, ...about, review };
  });
}

/** Refusals of some codes lead themselves; others follow the requirement that they leave open. */
function refusalFindings(about: About, given: readonly Refusal[]): readonly GateFinding[] {
  const refusals = given.map(({ code, review }) => ({ ...about, code, review }));
  const leading = refusals.filter(({ code }) => LEADING.has(code));
  if (leading.length > 0) return leading.map((one): GateFinding => ({ decision: "deny", ...one }));
  return [
    { decision: "deny", code: "gate.requirement-unsatisfied", ...about },
    ...refusals.map((one): GateFinding => ({ decision: "deny", follows: true, ...one })),
  ];
}

function placeOf(edges: readonly Edge[]): Pick<GateFinding, "from" | "to"> {
  const first = edges[0];
  const last = edges.at(-1);
  return first === undefined || last === undefined ? {} : { from: first.from.commit, to: last.to.commit };
}

function changedPaths(edges: readonly Edge[]): readonly string[] {
  return netEntries(edges).map(({ path }) => displayPath(path));
}
