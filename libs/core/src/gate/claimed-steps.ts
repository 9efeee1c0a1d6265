import type { Oid } from "../objects/oid.ts";
import type { Requirement } from "../policy/policy.ts";
import { claimsEntry } from "../policy/requirement.ts";
import { environmentById, requirementsOf } from "../policy/roster.ts";
import { rangeKey } from "./facts.ts";
import type { ClassRange, GateFacts } from "./facts.ts";
import { baselinesFor, settledPoint } from "./settled.ts";

/** Ranges that are asked for at once, before it is known whether one of them ends the next. */
const RANGES_AHEAD = 64;

/** Which steps of the line a requirement claims something of. */
export type ClaimedSteps = {
  readonly steps: ReadonlySet<number>;
  /** Steps that it claims only because of what landed before them, with the commit from which on they have its classes. */
  readonly together: ReadonlyMap<number, Oid>;
  /** Up to where its people have looked: the newest step that it claims, else where it was settled. */
  readonly seen: Oid;
  /** Ranges whose classes nobody has said yet; a step that depends on one is claimed. */
  readonly open: readonly ClassRange[];
};

type LineQuestion = Pick<GateFacts, "log" | "request" | "line" | "saved" | "classes">;

/**
 * Finds the steps that a requirement claims from its settled point on. A class may be split so that no step has it alone:
 * the url in one, the data in the next, nine ids in each (attack D24). So what landed since the requirement's people last
 * had to look is classed as one as well, and the step with which it gets a class that the requirement names is claimed.
 * The range begins at the newest step that was claimed, because whoever approved that saw what it completes.
 */
export function claimedSteps(facts: LineQuestion, requirement: Requirement, settled: number): ClaimedSteps {
  const { edges } = facts.line;
  const steps = new Set<number>();
  const together = new Map<number, Oid>();
  const open: ClassRange[] = [];
  let { seen, alone } = lastLook(facts, requirement, settled);
  for (let step = settled; step < edges.length && open.length < RANGES_AHEAD; step++) {
    const edge = edges[step];
    if (edge === undefined || edge.entries.length === 0) continue;
    const itself = claimsAlone(facts, requirement, step);
    const range = { from: seen, end: step + 1 };
    const found = itself || alone ? itself : claimsRange(facts, requirement, range);
    alone = found === true;
    if (found === undefined) open.push(range);
    if (found === false) continue;
    steps.add(step);
    if (!itself) together.set(step, seen);
    if (found === true) seen = edge.to.commit;
  }
  return { steps, together, seen, open };
}

/** The ranges whose classes have to be known before the line can be judged; none when all are. */
export function openRanges(facts: LineQuestion): readonly ClassRange[] {
  const { policy } = facts.log.policy;
  const open = requirementsOf(policy, environmentById(policy, facts.request.environment)).flatMap((requirement) => {
    const point = settledPoint(facts, requirement);
    return "at" in point ? claimedSteps(facts, requirement, point.at).open : [];
  });
  return [...new Map(open.map((range) => [rangeKey(range), range])).values()];
}

/**
 * Where the first range begins: at the settled commit, or below it where this gate knows that nobody has looked since. A
 * newer baseline is a look. `alone`: so far it holds nothing but the step that is looked at next.
 */
function lastLook({ log, request, line, saved }: LineQuestion, requirement: Requirement, settled: number) {
  const commit = line.commits[settled];
  if (commit === undefined) throw new RangeError("a requirement is settled at a commit of the line");
  const known = saved?.start === commit ? saved.settled.get(requirement.id) : undefined;
  if (known?.seen === undefined) return { seen: commit, alone: true };
  const newer = baselinesFor(log, request, requirement).filter(({ leaf }) => leaf >= known.size);
  const at = Math.max(-1, ...newer.map(({ record }) => line.commits.lastIndexOf(record.commit)));
  const baseline = line.commits[at];
  if (baseline === undefined || at <= line.commits.lastIndexOf(known.seen)) return { seen: known.seen, alone: false };
  return { seen: baseline, alone: at === settled };
}

function claimsAlone({ line, classes }: LineQuestion, requirement: Requirement, step: number): boolean {
  const found = classes?.edges[step];
  return line.edges[step]?.entries.some((entry) => claimsEntry(requirement, entry, found?.get(entry.path))) ?? false;
}

function claimsRange({ classes }: LineQuestion, requirement: Requirement, range: ClassRange): boolean | undefined {
  if (requirement.classes === undefined || classes === undefined) return false;
  const found = classes.ranges.get(rangeKey(range));
  return found?.entries.some((entry) => claimsEntry(requirement, entry, found.classes.get(entry.path)));
}
