import { formatPath } from "../change/path-json.ts";
import type { Entry } from "../change/entry.ts";
import type { GateFacts } from "./facts.ts";
import { netEntries } from "./net.ts";
import type { Reopened } from "./reopened.ts";
import type { RequirementState, SegmentState } from "./requirement-state.ts";
import type { EdgeVerdict } from "./verdict.ts";

/**
 * The line as people read it: one row per segment, oldest first. Requirements that took the line apart alike share their
 * rows; where they did not, each has its own.
 */
export function edgeVerdicts(facts: GateFacts, states: readonly RequirementState[]): readonly EdgeVerdict[] {
  const segments = states.flatMap((state) => state.segments);
  const reopened = states.flatMap((state) => state.reopened.map(reopenedVerdict));
  const rows = Map.groupBy(segments, ({ start, end }) => `${start}:${end}`);
  const judged = [...rows.values()]
    .toSorted((a, b) => (a[0]?.start ?? 0) - (b[0]?.start ?? 0) || (a[0]?.end ?? 0) - (b[0]?.end ?? 0))
    .flatMap((row) => edgeVerdict(facts, row));
  return [...reopened, ...judged];
}

function reopenedVerdict({ cover, objections, refusals }: Reopened): EdgeVerdict {
  const held =
    refusals.length === 0 && objections.every(({ code }) => code === "decision.held") && objections.length > 0;
  return { from: cover.from, to: cover.to, state: held ? "pending" : "denied", approvals: [], residual: [] };
}

function edgeVerdict(facts: GateFacts, row: readonly SegmentState[]): readonly EdgeVerdict[] {
  const [segment] = row;
  if (segment === undefined) return [];
  const edges = facts.line.edges.slice(segment.start, segment.end);
  const first = edges[0];
  const last = edges.at(-1);
  if (first === undefined || last === undefined) return [];
  const carriers = row.flatMap((one) => one.carriers);
  const byRecord = new Map(carriers.map(({ review }) => [review.id, review]));
  const coverage = carriers[0]?.class;
  return [
    {
      from: first.from.commit,
      to: last.to.commit,
      state: rowState(row),
      ...(coverage === undefined ? {} : { class: coverage }),
      approvals: [...byRecord.values()].map(({ leaf, record }) => ({
        person: record.reviewer.person,
        role: record.role,
        leaf,
        change: record.change,
        ...(record.conditions?.notAfter === undefined ? {} : { notAfter: record.conditions.notAfter }),
      })),
      residual: row.some(({ state }) => state === "unexplained") ? residual(edges) : [],
    },
  ];
}

function rowState(row: readonly SegmentState[]): EdgeVerdict["state"] {
  const open = row.filter(({ state }) => state === "unsatisfied" || state === "unexplained");
  if (open.length === 0) {
    if (row.some(({ state }) => state === "undone")) return "undone";
    return row.some(({ state }) => state === "satisfied") ? "covered" : "not-applicable";
  }
  return open.every(isPending) ? "pending" : "denied";
}

function isPending({ state, refusals, objections }: SegmentState): boolean {
  if (state === "unexplained") return false;
  return refusals.length === 0 && objections.every(({ code }) => code === "decision.held");
}

function residual(edges: GateFacts["line"]["edges"]): EdgeVerdict["residual"] {
  return netEntries(edges).map((entry) => ({ path: formatPath(entry.path), status: statusOf(entry) }));
}

function statusOf({ oldMode, newMode }: Entry): "added" | "deleted" | "modified" {
  if (oldMode === "000000") return "added";
  return newMode === "000000" ? "deleted" : "modified";
}
