import type { Finding, Path } from "@countersign/core";
import type { ClassName } from "../detectors/classes.ts";
import { at, finding } from "../detectors/finding.ts";
import type { Said } from "../detectors/finding.ts";
import { labelOf, spelling } from "../detectors/parameters/say.ts";
import { together } from "../detectors/together.ts";
import type { LedgerChanges, RowChange } from "../ledgers/row.ts";
import { removed, returned } from "./closed.ts";
import type { Closed } from "./closed.ts";
import { aloneOf, couplesOf } from "./couples.ts";
import type { Alone, Couple } from "./couples.ts";
import { findingAbout, movingValues, nameOf } from "./moving.ts";
import type { Moving } from "./moving.ts";
import { pastRows, pastSteps } from "./past.ts";
import type { Past } from "./past.ts";
import { rampsOf } from "./ramps.ts";
import type { Ramp } from "./ramps.ts";

const ID = "history";

/** Earlier changes that are looked at. */
const MOST_CHANGES = 20;

/**
 * What only earlier changes show of this one: values that go up step by step, that move with others or without them, and what is closed
 * again (recommender.md §3). Each is told of a row of which something was found without them, in its class and at its place, so that
 * history says more to people and nothing else to the gate. Pure: the same change and the same past give the same findings.
 *
 * @param history the oldest first; the last twenty count
 */
export function historyFindings(
  history: readonly Past[],
  ledgers: LedgerChanges,
  findings: readonly Finding[],
): readonly Finding[] {
  if (history.length === 0) return [];
  const past = history.slice(-MOST_CHANGES);
  const steps = pastSteps(past);
  const moving = movingValues(ledgers.parameter, findings);
  const touched = new Set(ledgers.parameter.flatMap(namesOf));
  const closed = [...returned(moving, steps), ...removed(ledgers, findings, pastRows(past))];
  return [
    ...ramped(rampsOf(moving, steps)),
    ...couplesOf(moving, steps).map(coupled),
    ...aloneOf(moving, steps, touched).map(alone),
    ...together(closed.map((one) => exposure(one, past.length))),
  ];
}

/** Files of which earlier changes may show something: a value of theirs moves, or a row of theirs goes, and something was found of it. */
export function pathsWithPast(ledgers: LedgerChanges, findings: readonly Finding[]): ReadonlySet<Path> {
  const gone = Object.entries(ledgers).flatMap(([ledger, changes]) =>
    ledger === "parameter" ? [] : changes.flatMap((change) => (change.how === "removed" ? [change.base] : [])),
  );
  return new Set([
    ...movingValues(ledgers.parameter, findings).map(({ base }) => base.path),
    ...gone.filter((row) => findingAbout(row, "base", findings) !== undefined).map(({ path }) => path),
  ]);
}

function namesOf(change: RowChange): readonly string[] {
  if (change.how === "added") return [nameOf(change.result)];
  return change.how === "removed" ? [nameOf(change.base)] : [nameOf(change.base), nameOf(change.result)];
}

/** Ramps with the very same steps are one. */
function ramped(ramps: readonly Ramp[]): readonly Finding[] {
  const same = Map.groupBy(ramps, ({ first, steps, moving }) =>
    JSON.stringify([moving.about.class, first, moving.after, steps.map(({ id, after }) => [id, after])]),
  );
  return [...same.values()].flatMap((all) => {
    const [one] = all;
    if (one === undefined) return [];
    const { moving, steps, first, ratio } = one;
    const names = all.map((ramp) => labelOf(ramp.moving.result)).join(", ");
    const values = [first, ...steps.map(({ after }) => after), moving.after];
    return [
      say(moving.about, "param.ramp", {
        title: `${names} ${first} → ${spelling(moving.result)} in ${steps.length + 1} steps${ratio === undefined ? "" : ` (× ${ratio})`}`,
        at: all.map((ramp) => placeOf(ramp.moving)),
        risk: "R3",
        before: first,
        after: moving.after,
        evidence: { key: moving.result.key, steps: values.join(" → "), changes: steps.map(({ id }) => id).join(" ") },
        ask: `Where does ${names} end, and who decided on the whole way?`,
      }),
    ];
  });
}

function coupled({ one, other, times }: Couple): Finding {
  const names = [one, other].map(({ result }) => labelOf(result)).join(", ");
  return say(one.about, "param.coupled", {
    title: `${names} move in one change for the ${ordinal(times)} time`,
    at: [placeOf(one), placeOf(other)],
    risk: "R2",
    evidence: { names, times },
    ask: `What holds ${names} together?`,
  });
}

function alone({ moving, without }: Alone): Finding {
  const names = without.slice(0, 3).map(({ name }) => spelt(name));
  const more = without.length > names.length ? ` and ${without.length - names.length} more` : "";
  return say(moving.about, "param.alone", {
    title: `${labelOf(moving.result)} moves without ${names.join(", ")}${more}`,
    at: [placeOf(moving)],
    risk: "R2",
    evidence: {
      key: moving.result.key,
      without: without.map(({ name, times }) => `${spelt(name)} (${times} ×)`).join(", "),
    },
    ask: `Is ${names.join(", ")}${more} meant to stay?`,
  });
}

function exposure({ about, row, opened, back }: Closed, changes: number): Finding {
  const length = changes - opened.at;
  const ago = `${length} ${length === 1 ? "change" : "changes"}`;
  const side = back === undefined ? "base" : "result";
  return say(about, "exposure.closed", {
    title:
      back === undefined
        ? `${labelOf(row)} goes after ${ago}`
        : `${labelOf(row)} is back at ${spelling(row)} after ${ago}`,
    at: [at(row.path, side, row.line)],
    risk: "R2",
    evidence: { key: row.key, opened: opened.id, changes: length },
    ask: `What did people see from ${opened.id.slice(0, 16)} to now, and was it meant to end?`,
  });
}

function say(about: Finding, code: string, said: Omit<Said, "roles">): Finding {
  const roles = about.roles.filter((role) => role === "oracle" || role === "data-guard");
  return finding(ID, about.class as ClassName, code, { ...said, roles });
}

function placeOf({ result }: Moving) {
  return at(result.path, "result", result.line);
}

/** The key of a name, or its name in a remote system. */
function spelt(name: string): string {
  const parts: unknown = JSON.parse(name);
  const key: unknown = Array.isArray(parts) ? parts.at(-1) : undefined;
  return typeof key === "string" ? key.slice(key.lastIndexOf("#") + 1) : name;
}

function ordinal(times: number): string {
  return times === 3 ? "third" : times === 4 ? "fourth" : times === 5 ? "fifth" : `${times}th`;
}
