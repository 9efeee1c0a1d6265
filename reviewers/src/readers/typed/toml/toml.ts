import { TomlError, parse } from "smol-toml";
import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import { documentFacts } from "../document/document-facts.ts";
import { DEEPEST } from "../document/node.ts";
import type { TypedReading } from "../typed-reading.ts";
import { tomlDocument } from "./document.ts";

/** Reads TOML by its tokens, which have lines; whether it is valid at all says a parser of the whole language. */
export function readToml({ text }: SourceText): TypedReading {
  const facts = new FactCollector("toml");
  const { root, comments, troubles } = tomlDocument(text);
  const invalid = troubles.length === 0 ? fault(text) : undefined;
  if (invalid !== undefined) facts.trouble("opaque.parse", "not valid TOML", invalid);
  for (const { code, what, line } of troubles) facts.trouble(code, what, line);
  documentFacts(root, { facts, comments });
  return facts.reading();
}

/** Line of the first error. */
function fault(text: string): number | undefined {
  try {
    parse(text, { integersAsBigInt: true, maxDepth: DEEPEST });
    return undefined;
  } catch (error) {
    return error instanceof TomlError ? error.line : 1;
  }
}
