import { displayPath } from "@countersign/core";
import type { Finding } from "@countersign/core";
import type { Row, RowChange } from "../ledgers/row.ts";
import { nameIn } from "./past.ts";
import type { PastStep } from "./past.ts";

/** A value that the change at hand moves, and what was found of it. */
export type Moving = {
  readonly name: string;
  readonly base: Row;
  readonly result: Row;
  readonly before: string;
  readonly after: string;
  readonly about: Finding;
};

/** Values that a change moves and of which something was found; tests and pages are left out. */
export function movingValues(changes: readonly RowChange[], findings: readonly Finding[]): readonly Moving[] {
  return changes.flatMap((change): readonly Moving[] => {
    if (change.how === "added" || change.how === "removed") return [];
    const { base, result } = change;
    const [before, after] = [valueOf(base), valueOf(result)];
    if (before === undefined || after === undefined || before === after) return [];
    if (result.test || result.cells["kind"] === "doc") return [];
    const about = findingAbout(result, "result", findings);
    return about === undefined ? [] : [{ name: nameOf(base), base, result, before, after, about }];
  });
}

/** What a row is called in every change. */
export function nameOf({ path, key, remote }: Row): string {
  return nameIn(displayPath(path), key, remote);
}

/** Classes of machines, builds and of code that nobody understood further: their rows come and go without anybody being exposed. */
const UNEXPOSED: ReadonlySet<string> = new Set(["infrastructure", "build", "logic", "opaque", "obfuscation"]);

/** What was found of a row, by its place, if it is about what a recommender does. */
export function findingAbout(
  { path, line }: Row,
  side: "base" | "result",
  findings: readonly Finding[],
): Finding | undefined {
  return findings.find(
    ({ at, class: name, risk }) =>
      !UNEXPOSED.has(name) &&
      risk !== "R1" &&
      at.some((place) => place.path === path && place.side === side && place.from <= line && line <= place.to),
  );
}

/**
 * The steps that led to the value before this change, the latest first: each ends at the value that the next one begins with, so
 * proposals that were never merged are no part of it. Names are followed through moves and renames.
 */
export function stepsTo({ name, before }: Moving, steps: readonly PastStep[]): readonly PastStep[] {
  const chain: PastStep[] = [];
  let [called, value] = [name, before];
  for (const step of steps.toReversed()) {
    if (step.name !== called || step.after !== value) continue;
    chain.push(step);
    [called, value] = [step.from ?? step.name, step.before];
  }
  return chain;
}

function valueOf({ cells }: Row): string | undefined {
  return cells["decimal"] ?? cells["value"];
}
