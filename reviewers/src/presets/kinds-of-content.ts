import type { Fact } from "../facts/fact.ts";
import { hasWord } from "../facts/words.ts";
import type { FileKind } from "./kind.ts";

/** Names of functions that order what is shown. */
const RANKS: ReadonlySet<string> = new Set(
  "rank,ranking,ranker,rerank,score,scoring,rescore,hotness,relevance".split(","),
);
/** Something is multiplied or divided: bodies are tokens with one space between two. */
const COMPUTES = /[\p{L}\p{N}_)\]] (?:\*\*?|\/) [\p{L}\p{N}_(]/u;
/** Units of a body that are looked at. */
const LONGEST = 20_000;

/** What a file is for that no glob claims, by what differs in it: one with a function that computes a rank builds what is shown. */
export function kindsOfContent(facts: readonly Fact[]): ReadonlySet<FileKind> {
  const ranks = facts.some(
    (fact) =>
      fact.fact === "definition" &&
      fact.sort === "function" &&
      !fact.test &&
      hasWord(fact.name, RANKS) &&
      COMPUTES.test(fact.body.slice(0, LONGEST)),
  );
  return new Set<FileKind>(ranks ? ["pipeline"] : []);
}
