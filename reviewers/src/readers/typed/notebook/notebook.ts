import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import type { DocumentNode, MappingNode } from "../document/node.ts";
import { jsonDocuments } from "../json/documents.ts";
import type { TypedReading } from "../typed-reading.ts";
import { valueText } from "../value.ts";

/** Reads a notebook: the text of its code cells, and nothing of what they printed. Commands of the notebook become comments. */
export function readNotebook({ text }: SourceText): TypedReading {
  const facts = new FactCollector("notebook");
  const { documents, troubles } = jsonDocuments(text);
  for (const { code, what, line } of troubles) facts.trouble(code, what, line);
  const [root] = documents;
  if (root?.is !== "mapping") return facts.reading();
  const language = languageOf(root);
  const cells = below(root, "cells");
  for (const cell of cells?.is === "sequence" ? cells.items : []) {
    if (cell.is !== "mapping" || textOf(below(cell, "cell_type")) !== "code") continue;
    const source = below(cell, "source");
    const code = textOf(source);
    if (source === undefined || code.trim() === "") continue;
    const first = source.is === "sequence" ? (source.items[0] ?? source) : source;
    facts.embed({ language, text: code.replaceAll(/^[%!]/gm, "#$&"), line: first.from, within: [] });
  }
  return facts.reading();
}

function languageOf(root: MappingNode): string {
  const metadata = below(root, "metadata");
  if (metadata?.is !== "mapping") return "python";
  for (const key of ["language_info", "kernelspec"]) {
    const own = below(metadata, key);
    if (own?.is !== "mapping") continue;
    const name = textOf(below(own, key === "kernelspec" ? "language" : "name"));
    if (name !== "") return name.toLowerCase();
  }
  return "python";
}

function below({ entries }: MappingNode, name: string): DocumentNode | undefined {
  return entries.find(({ key }) => key === name)?.node;
}

function textOf(node: DocumentNode | undefined): string {
  if (node?.is === "scalar") return valueText(node.value);
  return node?.is === "sequence" ? node.items.map((item) => textOf(item)).join("") : "";
}
