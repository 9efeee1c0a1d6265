import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import { Comments } from "../comments.ts";
import { documentFacts } from "../document/document-facts.ts";
import type { TypedReading } from "../typed-reading.ts";
import { xmlDocument } from "./document.ts";

/** Reads XML as far as configuration uses it: attributes and texts as settings below the elements' names. No entity is expanded. */
export function readXml({ text }: SourceText): TypedReading {
  const facts = new FactCollector("xml");
  const comments = new Comments();
  const { root, troubles } = xmlDocument(text, comments);
  for (const { code, what, line } of troubles) facts.trouble(code, what, line);
  documentFacts(root, { facts, comments, repeats: true });
  return facts.reading();
}
