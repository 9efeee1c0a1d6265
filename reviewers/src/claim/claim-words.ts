import { wordsOf } from "../facts/words.ts";

/** Words that explain nothing by themselves. */
const EMPTY = new Set(
  (
    "a an and are as at be been but by can could did do does for from had has have how i if in into is it its just make makes more most no not of off on one only or our out over so some such " +
    "than that the their them then there these they this those through to too under up use used uses using was we were what when where which while who will with without would you your " +
    "add added adds adding change changed changes changing commit code merge merged branch pull request pr fix fixed fixes fixing update updated updates updating latest new old remove removed removes removing " +
    "set get value values file files line lines todo wip misc minor various stuff things work improve improved improves improvement support handle int str string number true false none null return def class function var val const let self this import " +
    // Everything here is about these.
    "open source sourced release releases released public publish algorithm algorithms recommendation recommendations recommender recommenders x snapshot sync synced initial version day week"
  ).split(" "),
);

/** Words by which an author says that nothing changes. */
const HARMLESS = [
  "typo",
  "typos",
  "cleanup",
  "clean up",
  "tidy",
  "refactor",
  "refactoring",
  "unused",
  "no functional change",
  "no behaviour change",
  "no behavior change",
  "rounding",
  "rename",
  "renaming",
  "consistent",
  "docs",
  "documentation",
  "add comment",
  "add comments",
  "fix comment",
  "fix comments",
  "update comment",
  "update comments",
  "improve comments",
  "code comment",
  "code comments",
  "only comments",
  "comments only",
  "comment only",
  "typo in comment",
  "docstring",
  "docstrings",
  "formatting",
  "reformat",
  "simplify",
  "speed-up",
  "speedup",
  "anonymous",
  "anonymized",
  "anonymised",
  "wording",
] as const;

/** Words by which an author says that something is only told better. */
const TELLS = [
  "clarification",
  "clarifications",
  "clarify",
  "clarifies",
  "explanation",
  "explanations",
  "explain",
  "explains",
] as const;

/** Words by which an author says that something only goes, and that nobody misses it. */
const GOES = [
  "unused",
  "dead code",
  "no longer used",
  "remove",
  "removes",
  "removed",
  "delete",
  "deletes",
  "drop",
] as const;

/** What an author says of a change: titles and texts. */
export type Claim = {
  /** Whole words that may explain something, lower case. */
  readonly words: ReadonlySet<string>;
  /** Words in it that promise that nothing changes. */
  readonly harmless: readonly string[];
  /** Words in it that say that something only goes. */
  readonly goes: readonly string[];
  /** Whether it speaks of telling something better. */
  readonly tells: boolean;
  readonly text: string;
};

/** Reads what an author says. */
export function claimOf(texts: readonly string[]): Claim {
  const text = texts.join("\n");
  const plain = ` ${text.toLowerCase().replaceAll(/[^\p{L}\p{N}-]+/gu, " ")} `;
  return {
    words: new Set(wordsOf(text).filter((word) => word.length > 1 && !EMPTY.has(word))),
    harmless: HARMLESS.filter((word) => plain.includes(` ${word} `)),
    goes: GOES.filter((word) => plain.includes(` ${word} `)),
    tells: TELLS.some((word) => plain.includes(` ${word} `)),
    text,
  };
}

/** Names in a sentence as code spells them: with an underscore, or a capital inside. */
export function namesIn(text: string): readonly string[] {
  return text.match(NAMES) ?? [];
}

const NAMES = /[\p{L}\p{N}]+_[\p{L}\p{N}_]+|\p{Ll}+\p{Lu}[\p{L}\p{N}]+|\p{Lu}\p{Ll}+\p{Lu}[\p{L}\p{N}]+/gu;
