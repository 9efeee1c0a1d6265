import { displayPath } from "../change/path-json.ts";
import type { Edge } from "./edge.ts";
import type { GateFacts } from "./facts.ts";
import type { GateFinding } from "./finding.ts";
import type { NearMisses } from "./near-misses.ts";
import { netEntries } from "./net.ts";
import type { RequirementState, SegmentState } from "./requirement-state.ts";

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
  { requirement }: RequirementState,
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
  const about = { ...place, requirement, ...(change === undefined ? {} : { change }) };
  const objections = segment.objections.map(({ code, review }): GateFinding => {
    const decision = code === "decision.rejected" ? "deny" : "pending";
    return { decision, code, ...about, review };
  });
  if (segment.enough === true) return objections;
  const refusals = segment.refusals.map(({ code, review }) => ({ ...about, code, review }));
  if (refusals.length === 0 && objections.length > 0) return objections;
  if (refusals.length === 0) return [{ decision: "pending", code: "decision.missing", ...about }];
  const leading = refusals.filter(({ code }) => LEADING.has(code));
  if (leading.length > 0) return [...objections, ...leading.map((one): GateFinding => ({ decision: "deny", ...one }))];
  return [
    ...objections,
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
