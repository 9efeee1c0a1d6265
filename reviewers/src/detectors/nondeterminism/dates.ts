import type { Comparison, Fact, Setting, Value } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { CLOCKS, DATES } from "./words.ts";

/** Facts by which something begins or ends at a date, and the date; tests left out. */
export function datesIn(facts: readonly Fact[]): readonly { readonly fact: Fact; readonly date: string }[] {
  return facts.flatMap((fact) => {
    const date = fact.test ? undefined : dateIn(fact);
    return date === undefined ? [] : [{ fact, date }];
  });
}

/** A date that is compared with the clock, or that a name says to begin or end something. */
function dateIn(fact: Fact): string | undefined {
  if (fact.fact === "comparison") return comparedDate(fact);
  return fact.fact === "setting" ? namedDate(fact) : undefined;
}

function comparedDate({ left, right }: Comparison): string | undefined {
  const [a, b] = [dateOf(left), dateOf(right)];
  if (a !== undefined && hasWord(textOf(right), CLOCKS)) return a;
  return b !== undefined && hasWord(textOf(left), CLOCKS) ? b : undefined;
}

function namedDate({ name, value, as }: Setting): string | undefined {
  const date = dateOf(value);
  return date !== undefined && as !== "doc" && hasWord(name, DATES) && !hasWord(name, PUBLISHED) ? date : undefined;
}

const PUBLISHED: ReadonlySet<string> = new Set([
  "version",
  "updated",
  "created",
  "release",
  "last updated",
  "modified",
  "published",
  "build",
]);

function dateOf(value: Value): string | undefined {
  const text = textOf(value).slice(0, 300);
  return (
    /(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])/u.exec(text)?.[0] ??
    /\b20\d\d ?, ?(?:1[0-2]|0?[1-9]) ?, ?(?:[12]\d|3[01]|0?[1-9])\b/u.exec(text)?.[0]
  );
}

function textOf(value: Value): string {
  return value.is === "list" ? "" : value.text;
}
