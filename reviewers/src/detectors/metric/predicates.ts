import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import { normalDecimal } from "../../facts/decimal.ts";
import type { Fact, List, Value } from "../../facts/fact.ts";
import { hasWord, wordIn } from "../../facts/words.ts";
import { at, finding } from "../finding.ts";
import { pairFacts } from "../pair-facts.ts";
import { agreesWith } from "../parameters/quantity.ts";
import { lexicon } from "../words.ts";
import { GROUPS } from "./words.ts";

/** Names of tables of predicates that figures are computed from. */
const TABLES = lexicon(
  "predicate,predicates,metric,metrics,stats,counters,measures,tweet type,item type,dimensions,segments,buckets",
);

type Predicate = { readonly name: string; readonly text: string };

/** Named predicates of a table that figures come from: gone (R3 by group of people), or defined otherwise. */
export function predicateFindings(detector: string, file: Examined): readonly Finding[] {
  if (file.kinds.has("test")) return [];
  const lists = (facts: readonly Fact[] = []) =>
    facts.filter(
      (fact): fact is List =>
        fact.fact === "list" && !fact.test && hasWord([...fact.within, fact.name].join(" "), TABLES),
    );
  return pairFacts(lists(file.base?.facts), lists(file.result?.facts), ({ within, name }) =>
    JSON.stringify([within, name]),
  ).flatMap(({ base, result }) => {
    if (base === undefined) return [];
    const after = new Map(predicatesOf(result).map((one) => [one.name, one]));
    const before = predicatesOf(base);
    const gone = before.filter(({ name }) => !after.has(name));
    const changed = before.flatMap((one) => {
      const other = after.get(one.name);
      return other === undefined || other.text === one.text ? [] : [[one, other] as const];
    });
    return [
      ...goneFinding(detector, file, base, gone),
      ...changed
        .slice(0, 20)
        .flatMap(([one, other]) => changedFindings(detector, file, [base, result ?? base], one, other)),
    ];
  });
}

function goneFinding(detector: string, { path }: Examined, list: List, gone: readonly Predicate[]): readonly Finding[] {
  if (gone.length === 0) return [];
  const names = gone.map(({ name }) => name);
  const groups = [...new Set(names.flatMap((name) => wordIn(name, GROUPS) ?? []))].toSorted();
  return [
    finding(detector, "metric", "metric.monitor", {
      title: `${list.name} no longer measures ${names.slice(0, 4).join(", ")}${names.length > 4 ? ` and ${names.length - 4} more` : ""}`,
      at: [at(path, "base", list.from, list.to)],
      risk: groups.length > 0 ? "R3" : "R2",
      before: names.join(", "),
      evidence: { count: gone.length, ...(groups.length > 0 ? { groups: groups.join(", ") } : {}) },
      ask: "Where is this measured from now on, and who looks at it?",
    }),
  ];
}

function changedFindings(
  detector: string,
  { path }: Examined,
  [before, after]: readonly [List, List],
  base: Predicate,
  result: Predicate,
): readonly Finding[] {
  const [old, now] = numbersThatDiffer(base.text, result.text);
  const places = [at(path, "result", after.from, after.to), at(path, "base", before.from, before.to)];
  const states = now === undefined ? undefined : agreesWith(base.name, now);
  const said = { before: base.text, after: result.text, at: places };
  const steps = old === undefined || now === undefined ? "is defined otherwise" : `${old} → ${now}`;
  const definition = finding(detector, "metric", "metric.definition", {
    ...said,
    title: `${base.name} ${steps}`,
    evidence: { predicate: base.name },
    ask: "Which figures from before are still compared with figures from now on?",
  });
  if (states === undefined) return [definition];
  return [
    definition,
    finding(detector, "metric", "param.name-value", {
      ...said,
      title: `${base.name} ${steps}: the ${states ? "result" : "base"} is what the name says`,
      evidence: { right: states ? "result" : "base" },
      ...(states ? {} : { ask: `Is ${now ?? ""} meant, or what the name ${base.name} says?` }),
    }),
  ];
}

/** The one number that differs, if one does. */
function numbersThatDiffer(before: string, after: string): readonly [string | undefined, string | undefined] {
  const numbers = (text: string) => text.split(/[^\w.]+/u).filter((token) => normalDecimal(token) !== undefined);
  const [old, now] = [numbers(before), numbers(after)];
  const at = old.findIndex((number, index) => number !== now[index]);
  return old.length === now.length && at !== -1 ? [old[at], now[at]] : [undefined, undefined];
}

/** Elements that begin with a text: its name, and what follows. */
function predicatesOf(list: List | undefined): readonly Predicate[] {
  return (list?.items ?? []).slice(0, 2_000).flatMap((item) => predicateOf(item));
}

function predicateOf(item: Value): readonly Predicate[] {
  if (item.is === "string") return [{ name: item.text.slice(0, 100), text: "" }];
  if (item.is === "list") {
    const [first, ...rest] = item.items;
    return first?.is === "string"
      ? [{ name: first.text, text: rest.map((one) => (one.is === "list" ? "" : one.text)).join(" ") }]
      : [];
  }
  if (item.is !== "code") return [];
  const [, , name] = /^\(? ?(["'])([^"']{1,100})\1/u.exec(item.text) ?? [];
  return name === undefined ? [] : [{ name, text: item.text }];
}
