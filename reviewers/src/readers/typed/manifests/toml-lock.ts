import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import type { MappingNode } from "../document/node.ts";
import { tomlDocument } from "../toml/document.ts";
import type { TypedReading } from "../typed-reading.ts";
import { valueText } from "../value.ts";
import { dependencyFacts } from "./dependency.ts";

/** Reads locks that are lists of `[[package]]` in TOML, as those of Cargo, Poetry and uv are. */
export function readTomlLock({ text }: SourceText): TypedReading {
  const facts = new FactCollector("toml-lock");
  const { root, troubles } = tomlDocument(text);
  for (const { code, what, line } of troubles) facts.trouble(code, what, line);
  const packages = root.entries.find(({ key }) => key === "package")?.node;
  for (const node of packages?.is === "sequence" ? packages.items : []) {
    if (node.is !== "mapping") continue;
    const source = sourceOf(node);
    const own = { name: textOf(node, "name"), version: textOf(node, "version"), line: node.from };
    dependencyFacts(facts, { ...own, ...(source === "" ? {} : { from: source }) });
  }
  return facts.reading();
}

/** `registry+https://…` of Cargo, `{ registry = "https://…" }` of uv. */
function sourceOf(node: MappingNode): string {
  const source = node.entries.find(({ key }) => key === "source")?.node;
  const own = source?.is === "mapping" ? source.entries[0]?.node : source;
  return own?.is === "scalar" ? valueText(own.value) : "";
}

function textOf({ entries }: MappingNode, name: string): string {
  const node = entries.find(({ key }) => key === name)?.node;
  return node?.is === "scalar" ? valueText(node.value) : "";
}
