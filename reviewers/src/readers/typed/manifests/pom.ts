import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import { Comments } from "../comments.ts";
import { documentFacts } from "../document/document-facts.ts";
import type { DocumentNode, MappingNode } from "../document/node.ts";
import type { TypedReading } from "../typed-reading.ts";
import { valueText } from "../value.ts";
import { xmlDocument } from "../xml/document.ts";
import { dependencyFacts } from "./dependency.ts";

/** Reads a `pom.xml`: as XML, and each dependency or plugin as `group:artifact` with its version. */
export function readPom({ text }: SourceText): TypedReading {
  const facts = new FactCollector("xml");
  const comments = new Comments();
  const { root, troubles } = xmlDocument(text, comments);
  for (const { code, what, line } of troubles) facts.trouble(code, what, line);
  dependencies(root, facts);
  documentFacts(root, { facts, comments, repeats: true });
  return facts.reading();
}

function dependencies(node: DocumentNode, facts: FactCollector): void {
  if (node.is !== "mapping") return;
  for (const { key, line, node: own } of node.entries) {
    if (own.is !== "mapping") continue;
    if (key !== "dependency" && key !== "plugin") dependencies(own, facts);
    else {
      const name = `${textOf(own, "groupId")}:${textOf(own, "artifactId")}`;
      dependencyFacts(facts, { name, version: textOf(own, "version"), line });
    }
  }
}

function textOf({ entries }: MappingNode, name: string): string {
  const node = entries.find(({ key }) => key === name)?.node;
  return node?.is === "scalar" ? valueText(node.value) : "";
}
