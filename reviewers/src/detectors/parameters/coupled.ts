import { newestOf } from "../rows.ts";
import type { ParameterChange } from "./change.ts";

/**
 * Groups of parameters that had one value and have another one together, in one step (`param.coupled`). Zero and one are shared by
 * everything and couple nothing; nor do parts of one vector.
 */
export function coupled(changes: readonly ParameterChange[]): readonly (readonly ParameterChange[])[] {
  const groups = new Map<string, ParameterChange[]>();
  for (const one of changes) {
    const step = stepOf(one);
    if (step === undefined) continue;
    const group = groups.get(step);
    if (group === undefined) groups.set(step, [one]);
    else group.push(one);
  }
  return [...groups.values()].filter((group) => new Set(group.map(({ change }) => newestOf(change).key)).size > 1);
}

/** Without rows of documents that repeat a change of the code: what a table says beside it is no second change. */
export function withoutDocumented(changes: readonly ParameterChange[]): readonly ParameterChange[] {
  const real = new Set(changes.filter((one) => !isDocumented(one)).map((one) => valuesOf(one)));
  return changes.filter((one) => !isDocumented(one) || !real.has(valuesOf(one)));
}

function stepOf(one: ParameterChange): string | undefined {
  const { change } = one;
  if (change.how === "added" || change.how === "removed" || one.extracted) return undefined;
  const [before, after] = [change.base.cells["decimal"], change.result.cells["decimal"]];
  if (before === undefined || after === undefined || before === after || COMMON.has(before)) return undefined;
  return change.result.test || change.result.name.includes("[") ? undefined : JSON.stringify([before, after]);
}

const COMMON: ReadonlySet<string> = new Set(["0", "1", "-1", "2", "10", "100"]);

function valuesOf({ change }: ParameterChange): string {
  const cell = (cells: { readonly [column: string]: string }) => cells["decimal"] ?? cells["value"];
  const before = change.how === "added" ? undefined : cell(change.base.cells);
  const after = change.how === "removed" ? undefined : cell(change.result.cells);
  return JSON.stringify([change.how === "added" || change.how === "removed" ? change.how : "", before, after]);
}

function isDocumented({ change }: ParameterChange): boolean {
  return newestOf(change).cells["kind"] === "doc";
}
