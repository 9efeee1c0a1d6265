import type { Call, Fact, Setting, Value } from "../../facts/fact.ts";
import { lastName } from "../extract.ts";

/** Entries of one table that are looked at. */
const MOST = 1_000;

/** Whether a setting is an entry of a table that another setting names, such as `click` of `LABELS = {"click": 1}`. */
export function entriesOf(facts: readonly Fact[]): (setting: Setting) => boolean {
  const tables = new Set(
    facts.flatMap((fact) =>
      fact.fact === "setting" && fact.value.is === "list" ? [pathOf(fact.within, fact.name)] : [],
    ),
  );
  return ({ within }) => {
    const table = within.at(-1);
    return table !== undefined && tables.has(pathOf(within.slice(0, -1), table));
  };
}

/** What a call puts into a table: `Map.entry("click", 1)` has `click`, `Map.of("click", 1, "like", 1)` both. */
export function entriesOfCall({ callee, args }: Call): readonly { readonly name: string; readonly value: Value }[] {
  const pairs = PAIRS.has(lastName(callee)) && args.length === 2;
  if (!pairs && !(OF_PAIRS.test(callee) && args.length % 2 === 0)) return [];
  return args.slice(0, MOST).flatMap(({ value }, index) => {
    const key = index % 2 === 1 ? args[index - 1]?.value : undefined;
    return key?.is === "string" && NAME.test(key.text) ? [{ name: key.text, value }] : [];
  });
}

const PAIRS: ReadonlySet<string> = new Set("entry,put,Pair,pair,SimpleEntry,SimpleImmutableEntry".split(","));
const OF_PAIRS = /(?:^|\.)(?:Map|ImmutableMap)\.of$/u;
const NAME = /^[\p{L}_][\p{L}\p{N}_.-]{0,99}$/u;

function pathOf(within: readonly string[], name: string): string {
  return JSON.stringify([...within, name]);
}
