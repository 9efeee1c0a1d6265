import type { Setting } from "../facts/fact.ts";
import { wordsOf } from "../facts/words.ts";
import type { Row, RowChange } from "../ledgers/row.ts";
import type { Page } from "./pages.ts";

/** Numbers that stand everywhere and say nothing of one parameter. */
const COMMON: ReadonlySet<string> = new Set(["0", "1"]);

/** A number of a page that is the one a parameter had before the change. */
export type NumberDrift = { readonly base: Row; readonly result: Row; readonly page: Page; readonly says: Setting };

/** Numbers of pages that still are what a parameter of the same name was, and of which the page does not say the new one as well. */
export function numberDrifts(changes: readonly RowChange[], pages: readonly Page[]): readonly NumberDrift[] {
  const moved = changes.flatMap((change) => {
    if (change.how === "added" || change.how === "removed") return [];
    const { base, result } = change;
    const [before, after] = [base.cells["decimal"], result.cells["decimal"]];
    if (result.test || result.cells["kind"] === "doc" || after === undefined || before === after) return [];
    return before === undefined || COMMON.has(before)
      ? []
      : [{ base, result, before, after, name: keyOf(result.name) }];
  });
  if (moved.length === 0) return [];
  return pages.flatMap((page) => {
    const said = Map.groupBy(
      page.facts.filter(
        (fact): fact is Setting => fact.fact === "setting" && fact.as === "doc" && fact.value.is === "number",
      ),
      ({ name }) => keyOf(name),
    );
    return moved.flatMap(({ base, result, before, after, name }): readonly NumberDrift[] => {
      const own = said.get(name) ?? [];
      const says = own.find((one) => decimalOf(one) === before);
      return says === undefined || own.some((one) => decimalOf(one) === after) ? [] : [{ base, result, page, says }];
    });
  });
}

/** Numbers that a page changes, where no parameter of the change has the new one. */
export function documentedAlone(
  changes: readonly RowChange[],
): readonly Extract<RowChange, { readonly base: Row; readonly result: Row }>[] {
  const pairs = changes.flatMap((change) => (change.how === "added" || change.how === "removed" ? [] : [change]));
  const real = new Set(
    changes
      .flatMap((change) => (change.how === "removed" ? [] : [change.result]))
      .filter(({ cells }) => cells["kind"] !== "doc")
      .map(({ cells }) => cells["decimal"]),
  );
  return pairs.filter(({ base, result }) => {
    const [before, after] = [base.cells["decimal"], result.cells["decimal"]];
    if (result.cells["kind"] !== "doc" || result.test || before === undefined || after === undefined) return false;
    return before !== after && !real.has(after);
  });
}

function decimalOf({ value }: Setting): string | undefined {
  return value.is === "number" ? value.decimal : undefined;
}

function keyOf(name: string): string {
  return wordsOf(name.slice(0, 200)).join(" ");
}
