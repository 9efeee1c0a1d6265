import type { Fact } from "../facts/fact.ts";
import { markHolders } from "./holding-types.ts";
import { mergeFacts } from "./merge-facts.ts";
import { excerptOf } from "./pieces/excerpt.ts";
import type { Piece } from "./pieces/piece.ts";
import { EMBEDDED } from "./readers.ts";
import type { Readers } from "./readers.ts";
import type { Reading } from "./reading.ts";
import { sideOf } from "./side.ts";
import type { Side } from "./side.ts";
import { readSyntax } from "./syntax/read-syntax.ts";
import { factsOfTokens } from "./tokens/token-facts.ts";
import { readTyped } from "./typed/read-typed.ts";
import type { Embedded, TypedReading } from "./typed/typed-reading.ts";

/** Texts in texts in texts that are read. */
const DEEPEST = 2;

/** Reads a text by every reader that knows it, the tokens always. */
export function readText(readers: Readers, side: Side, depth = 0): Reading {
  const typed = readTyped(side.path, side.text);
  return typed === undefined ? readCode(readers, side, [], depth) : readDocument(readers, side, typed, depth);
}

function readDocument(readers: Readers, side: Side, typed: TypedReading, depth: number): Reading {
  const inner = depth < DEEPEST ? typed.embedded.flatMap((one) => readEmbedded(readers, one, depth + 1)) : [];
  const broken = typed.troubles.some(({ code }) => code === "opaque.parse");
  const own = broken ? mergeFacts(typed.facts, factsOfTokens(side.tokens, side.language), []) : typed.facts;
  return {
    ...saidBy(side),
    analysed: broken ? "tokens" : "typed",
    language: typed.language,
    facts: [...own, ...inner],
    troubles: [...side.troubles, ...typed.troubles],
  };
}

/** Reads a text of code, or what is left of it without some of its pieces. */
export function readCode(readers: Readers, side: Side, without: readonly Piece[], depth = 0): Reading {
  const { language, troubles } = side;
  const excerpt = excerptOf(side, without);
  const found = factsOfTokens(excerpt.tokens, language);
  // What was loaded for other files has no say here: the same bytes are read in the same way.
  const tree = depth > 0 && !EMBEDDED.has(language) ? undefined : readSyntax(readers.syntax, language, excerpt);
  if (tree === undefined) return { ...saidBy(side), analysed: "tokens", language, facts: markHolders(found), troubles };
  const whole = tree.facts.length > 0 || tree.troubles.length === 0;
  return {
    ...saidBy(side),
    analysed: whole ? "syntax" : "tokens",
    language,
    facts: markHolders(mergeFacts(tree.facts, found, tree.tests)),
    troubles: [...troubles, ...tree.troubles],
    ...(tree.fits ? {} : { guessed: true }),
  };
}

function saidBy({ tokens, words, imports }: Side): Pick<Reading, "tokens" | "words" | "imports"> {
  return { tokens, words, imports };
}

/** The facts of a text in a text, at the lines where they stand. */
function readEmbedded(readers: Readers, { language, text, line, within }: Embedded, depth: number): readonly Fact[] {
  const read = () => readText(readers, sideOf(`embedded.${language}`, text, language), depth).facts;
  const facts = readers.embedded.get(`${depth} ${language} ${text}`, text.length, read);
  return facts.map((fact) => ({
    ...fact,
    from: fact.from + line - 1,
    to: fact.to + line - 1,
    within: [...within, ...fact.within],
  }));
}
