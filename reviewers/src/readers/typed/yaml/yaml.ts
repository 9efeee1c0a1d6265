import { Composer } from "yaml";
import type { Document } from "yaml";
import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import { Comments } from "../comments.ts";
import { documentFacts } from "../document/document-facts.ts";
import type { TypedReading } from "../typed-reading.ts";
import { nodesOf } from "./nodes.ts";
import { hasMarks, withoutMarks } from "./template-marks.ts";
import { tokensOf } from "./tokens.ts";

/**
 * Reads YAML 1.2, one document or several. Aliases are not followed but to a scalar, merge keys and tags are not applied, and keys that stand twice
 * are facts twice. A document with an error has no facts, but a trouble `opaque.parse`; one that is YAML only when a template was filled in is read with
 * words in place of the template's marks.
 */
export function readYaml({ text }: SourceText): TypedReading {
  const reading = readPlain(text);
  if (reading.troubles.length === 0 || !hasMarks(text)) return reading;
  const filled = readPlain(withoutMarks(text));
  return filled.troubles.length === 0 ? filled : reading;
}

function readPlain(text: string): TypedReading {
  const facts = new FactCollector("yaml");
  const comments = new Comments();
  const { tokens, lineOf, trouble } = tokensOf(text, comments);
  if (trouble !== undefined) facts.trouble(trouble.code, trouble.what, trouble.line);
  else
    for (const document of composed(tokens)) {
      const error = document.errors[0];
      if (error === undefined) factsOf(document, facts, comments, lineOf);
      else facts.trouble("opaque.parse", `not valid YAML: ${error.code}`, lineOf(error.pos[0]));
    }
  return facts.reading();
}

/** Keys are not compared with each other: that would take quadratic time. */
function composed(tokens: ReturnType<typeof tokensOf>["tokens"]): Iterable<Document> {
  return new Composer({
    uniqueKeys: false,
    strict: true,
    prettyErrors: false,
    logLevel: "silent",
    version: "1.2",
    merge: false,
  }).compose(tokens);
}

function factsOf(document: Document, facts: FactCollector, comments: Comments, lineOf: (at: number) => number): void {
  if (document.contents === null) return;
  const { node, aliases } = nodesOf(document.contents, lineOf);
  if (aliases !== undefined) facts.trouble("limit.aliases", aliases.what, aliases.line);
  documentFacts(node, { facts, comments });
}
