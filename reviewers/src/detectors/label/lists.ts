import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Fact, List, Value } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { at, finding } from "../finding.ts";
import { pairFacts } from "../pair-facts.ts";
import { lexicon } from "../words.ts";

const LEARNED = lexicon(
  "label,labels,task,tasks,head,heads,target,targets,objective,objectives,positive event,conversion event,positives,feedback types,positive feedback",
);

/** Lists of what is learned (labels, tasks, heads, events that count as positive) with other members, in files of training. */
export function listFindings(detector: string, file: Examined): readonly Finding[] {
  const trains =
    file.kinds.has("label") || file.kinds.has("objective") || file.kinds.has("dataset") || file.kinds.has("model");
  if (!trains || file.kinds.has("test")) return [];
  const lists = (facts: readonly Fact[] = []) =>
    facts.filter(
      (fact): fact is List =>
        fact.fact === "list" && !fact.test && hasWord(fact.name, LEARNED) && !fact.name.includes("."),
    );
  return pairFacts(lists(file.base?.facts), lists(file.result?.facts), ({ within, name }) =>
    JSON.stringify([within, name]),
  ).flatMap(({ base, result }) => {
    const [before, after] = [itemsOf(base), itemsOf(result)];
    const [old, now] = [new Set(before), new Set(after)];
    const gone = before.filter((item) => !now.has(item));
    const come = after.filter((item) => !old.has(item));
    const list = result ?? base;
    if (list === undefined || (gone.length === 0 && come.length === 0)) return [];
    return [
      finding(detector, "label", "label.map", {
        title: `${list.name}: ${[...gone.map((item) => `without ${item}`), ...come.map((item) => `with ${item}`)].slice(0, 4).join(", ")}`,
        at: [at(file.path, result === undefined ? "base" : "result", list.from, list.to)],
        ...(base === undefined ? {} : { before: before.join(", ") }),
        ...(result === undefined ? {} : { after: after.join(", ") }),
        evidence: { list: list.name, gone: gone.length, come: come.length },
        ask: `Which model learns from the new ${list.name}, and where is its evaluation?`,
      }),
    ];
  });
}

/** Members by what they are called; numbers beside names are values, which have rows of their own. */
function itemsOf(list: List | undefined): readonly string[] {
  const items = (list?.items ?? []).slice(0, 1_000);
  const named = items.some(({ is }) => is !== "number");
  return items.flatMap((item) => {
    if (item.is === "list") return [item.items.find(({ is }) => is === "string") ?? item].map(nameOf);
    if (item.is === "number" && named) return [];
    return [item.is === "code" ? item.text.slice(0, 80).replaceAll(NUMBER, "…") : nameOf(item)];
  });
}

const NUMBER = /(?<![\w"'])(?:- ?)?\d[\w.]*/gu;

function nameOf(item: Value): string {
  return item.is === "list" ? `${item.items.length} items` : item.text.slice(0, 80);
}
