import type { Examined } from "../contract.ts";
import type { Fact, List } from "../facts/fact.ts";
import { wordsOf } from "../facts/words.ts";
import { pairFacts } from "../detectors/pair-facts.ts";
import { stageOf } from "../ledgers/pipeline/stage.ts";
import type { Page } from "./pages.ts";

/** Members of a list that are looked at. */
const MOST = 500;

/** A list of a page that names what a list of code has, and differs from it after the change. */
export type ListDrift = {
  readonly file: Examined;
  /** The list of code after the change. */
  readonly list: List;
  readonly page: Page;
  /** The list of the page. */
  readonly table: List;
  /** Members that came and are not listed, and that went and still are. */
  readonly lacks: readonly string[];
  readonly keeps: readonly string[];
};

/**
 * Lists of pages that name at least half of their members from a list of code, and do not follow what the change did to it. Lists of
 * tests, and of other pages, are no matter.
 */
export function listDrifts(files: readonly Examined[], pages: readonly Page[]): readonly ListDrift[] {
  const changed = files.filter(({ kinds }) => !kinds.has("test") && !kinds.has("docs")).flatMap(changedLists);
  if (changed.length === 0) return [];
  return pages.flatMap((page) =>
    listsOf(page.facts).flatMap((table) =>
      changed.flatMap(({ file, list, kept, come, gone }): readonly ListDrift[] => {
        const names = new Set(table.items.flatMap((item) => (item.is === "string" ? [keyOf(item.text)] : [])));
        const shared = [...new Set(kept.map(keyOf))].filter((name) => names.has(name)).length;
        if (shared < 2 || shared * 2 < names.size) return [];
        const lacks = come.filter((name) => !names.has(keyOf(name)));
        const keeps = gone.filter((name) => names.has(keyOf(name)));
        return lacks.length === 0 && keeps.length === 0 ? [] : [{ file, list, page, table, lacks, keeps }];
      }),
    ),
  );
}

function changedLists(file: Examined) {
  const pairs = pairFacts(listsOf(file.base?.facts), listsOf(file.result?.facts), ({ within, name }) =>
    JSON.stringify([within, name]),
  );
  return pairs.flatMap(({ base, result }) => {
    if (base === undefined || result === undefined) return [];
    const [before, after] = [membersOf(base), membersOf(result)];
    const [was, is] = [new Set(before), new Set(after)];
    const come = after.filter((name) => !was.has(name));
    const gone = before.filter((name) => !is.has(name));
    const kept = after.filter((name) => was.has(name));
    return come.length === 0 && gone.length === 0 ? [] : [{ file, list: result, kept, come, gone }];
  });
}

function listsOf(facts: readonly Fact[] = []): readonly List[] {
  return facts.filter((fact): fact is List => fact.fact === "list" && !fact.test && fact.items.length > 1);
}

function membersOf({ items }: List): readonly string[] {
  return items.slice(0, MOST).flatMap((item) => {
    const name = stageOf(item);
    return name === "" ? [] : [name];
  });
}

function keyOf(name: string): string {
  return wordsOf(name.slice(0, 200)).join(" ");
}
