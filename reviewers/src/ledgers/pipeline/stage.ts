import type { Value } from "../../facts/fact.ts";
import { hasWord, wordsOf } from "../../facts/words.ts";
import { lastName } from "../extract.ts";

/** UTF-16 units of one element that are looked at. */
const LONGEST = 2_000;

/** What a component's element is wrapped in. */
const WRAPPERS: ReadonlySet<string> = new Set([
  "Box",
  "Arc",
  "Rc",
  "Some",
  "Option",
  "Lazy",
  "LazyLock",
  "Ok",
  "Seq",
  "List",
  "Vec",
  "Set",
  "Map",
  "Gate",
  "Provider",
  "Optional",
  "Arrays",
  "Stream",
  "Supplier",
]);

const SWITCHES: ReadonlySet<string> = new Set([
  "enable",
  "enabled",
  "flag",
  "gate",
  "gated",
  "decider",
  "switch",
  "param",
]);

/** Endings of what is asked and runs nothing: a list of them is one of switches. */
const ASKED: ReadonlySet<string> = new Set(["param", "params", "flag", "switch", "decider", "key"]);

/** The name of the component that an element of a list registers; empty where it names none. */
export function stageOf(item: Value): string {
  const stage = nameOf(item);
  return ASKED.has(wordsOf(stage).at(-1) ?? "") ? "" : stage;
}

function nameOf(item: Value): string {
  if (item.is === "string") return item.text.length <= 200 ? item.text.trim() : "";
  if (item.is === "name") return lastName(item.text);
  if (item.is !== "code") return "";
  const names = namesOf(item.text);
  return names.find((name) => /^\p{Lu}/u.test(name) && !WRAPPERS.has(name)) ?? names[0] ?? "";
}

/** The switch that an element is behind, if a name in it says so. */
export function enabledBy(item: Value): string | undefined {
  return item.is === "code" ? namesOf(item.text).find((name) => hasWord(name, SWITCHES)) : undefined;
}

/** What happens to candidates when the component fails. */
export function onError(item: Value): string {
  if (item.is !== "code") return "unknown";
  const words = item.text
    .slice(0, LONGEST)
    .toLowerCase()
    .replaceAll(/[_\s]+/gu, "");
  if (words.includes("failopen")) return "open";
  return words.includes("failclosed") ? "closed" : "unknown";
}

function namesOf(code: string): readonly string[] {
  return code.slice(0, LONGEST).match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
}
