import type { Path } from "@countersign/core";
import type { Content } from "../content/content.ts";
import type { Fact } from "../facts/fact.ts";
import { markHolders } from "./holding-types.ts";
import { mergeFacts } from "./merge-facts.ts";
import { readModel } from "./models/read-model.ts";
import { EMBEDDED } from "./readers.ts";
import type { Readers } from "./readers.ts";
import type { Reading } from "./reading.ts";
import { readSyntax } from "./syntax/read-syntax.ts";
import { languageOf } from "./tokens/language.ts";
import { factsOfTokens } from "./tokens/token-facts.ts";
import { tokensOf } from "./tokens/tokens.ts";
import { readTyped } from "./typed/read-typed.ts";
import type { Embedded } from "./typed/typed-reading.ts";

const NOTHING: Reading = { analysed: "none", language: "", facts: [], tokens: [], troubles: [] };

/** Texts in texts in texts that are read. */
const DEEPEST = 2;

/** Reads one side of a file by every reader that knows it, the tokens always. */
export function readSide(readers: Readers, path: Path, content: Content): Reading {
  const { bytes, text, mode } = content;
  if (mode === "120000") return { ...NOTHING, analysed: "tokens", language: "link" };
  const model = bytes === undefined ? undefined : readModel(path, bytes);
  const reading = text === undefined ? NOTHING : readText(readers, path, text, languageOf(path), 0);
  if (model === undefined) return reading;
  return { ...reading, analysed: reading.analysed === "none" ? "typed" : reading.analysed, model };
}

function readText(readers: Readers, path: string, text: string, language: string, depth: number): Reading {
  const tokenised = tokensOf(text, { path, language });
  const { tokens } = tokenised;
  const typed = readTyped(path, text);
  if (typed !== undefined) {
    const inner = depth < DEEPEST ? typed.embedded.flatMap((one) => readEmbedded(readers, one, depth + 1)) : [];
    const broken = typed.troubles.some(({ code }) => code === "opaque.parse");
    const own = broken ? mergeFacts(typed.facts, factsOfTokens(tokens, language), []) : typed.facts;
    return {
      analysed: broken ? "tokens" : "typed",
      language: typed.language,
      facts: [...own, ...inner],
      tokens,
      troubles: [...tokenised.troubles, ...typed.troubles],
    };
  }
  const found = factsOfTokens(tokens, language);
  // What was loaded for other files has no say here: the same bytes are read in the same way.
  const tree = depth > 0 && !EMBEDDED.has(language) ? undefined : readSyntax(readers.syntax, language, text);
  if (tree === undefined)
    return { analysed: "tokens", language, facts: markHolders(found), tokens, troubles: tokenised.troubles };
  const whole = tree.facts.length > 0 || tree.troubles.length === 0;
  return {
    analysed: whole ? "syntax" : "tokens",
    language,
    facts: markHolders(mergeFacts(tree.facts, found, tree.tests)),
    tokens,
    troubles: [...tokenised.troubles, ...tree.troubles],
  };
}

/** The facts of a text in a text, at the lines where they stand. */
function readEmbedded(readers: Readers, { language, text, line, within }: Embedded, depth: number): readonly Fact[] {
  const { facts } = readText(readers, `embedded.${language}`, text, language, depth);
  return facts.map((fact) => ({
    ...fact,
    from: fact.from + line - 1,
    to: fact.to + line - 1,
    within: [...within, ...fact.within],
  }));
}
