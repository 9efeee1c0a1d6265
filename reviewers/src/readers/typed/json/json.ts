import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import { documentFacts } from "../document/document-facts.ts";
import type { TypedReading } from "../typed-reading.ts";
import { jsonDocuments } from "./documents.ts";

/** Reads JSON, JSON with comments, JSON5 as far as it is used, and one value a line. What is not valid in JSON with comments is a trouble. */
export function readJson({ text }: SourceText): TypedReading {
  const facts = new FactCollector("json");
  const { documents, comments, troubles } = jsonDocuments(text);
  for (const { code, what, line } of troubles) facts.trouble(code, what, line);
  const [first, ...others] = documents;
  if (first === undefined) return facts.reading();
  const to = others.at(-1)?.to ?? first.to;
  documentFacts(others.length === 0 ? first : { is: "sequence", items: documents, from: first.from, to }, {
    facts,
    comments,
  });
  return facts.reading();
}
