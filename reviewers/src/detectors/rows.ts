import type { Finding, Location } from "@countersign/core";
import type { Row, RowChange } from "../ledgers/row.ts";
import { at } from "./finding.ts";
import type { Said } from "./finding.ts";

/** Both rows of a change; absent on the side where there is none. */
export function rowsOf(change: RowChange): { readonly base?: Row; readonly result?: Row } {
  return {
    ...("base" in change ? { base: change.base } : {}),
    ...("result" in change ? { result: change.result } : {}),
  };
}

/** The row that stands after the change, or the one that is gone. */
export function newestOf(change: RowChange): Row {
  return "result" in change ? change.result : change.base;
}

/** Where both rows stand, the newest first. */
export function placesOf(change: RowChange): readonly Location[] {
  const { base, result } = rowsOf(change);
  return [
    ...(result === undefined ? [] : [at(result.path, "result", result.line, result.to)]),
    ...(base === undefined ? [] : [at(base.path, "base", base.line, base.to)]),
  ];
}

/** Whether only the place is another one. */
export function isOnlyMoved(change: RowChange): boolean {
  return (
    (change.how === "moved" || change.how === "renamed" || change.how === "reordered") && change.columns.length === 0
  );
}

/** What is said of something in a test is told apart and raises nothing (recommender.md §1). */
export function apart(said: Said, test: boolean): Said {
  if (!test) return said;
  const { ask: _, ...rest } = said;
  return { ...rest, risk: "R1", evidence: { ...said.evidence, test: "yes" } };
}

/** Findings that are told once for each key. */
export function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((one) => [JSON.stringify([one.code, one.title, one.at[0]]), one])).values()];
}
