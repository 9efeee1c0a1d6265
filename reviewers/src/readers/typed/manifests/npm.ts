import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import type { DocumentEntry, DocumentNode, MappingNode } from "../document/node.ts";
import { jsonDocuments } from "../json/documents.ts";
import type { TypedReading } from "../typed-reading.ts";
import { valueText } from "../value.ts";
import { dependencyFacts } from "./dependency.ts";

/** Levels of dependencies inside each other, in locks of the first version. */
const DEEPEST = 20;

/** Reads a lock of npm: each package with its version, where it comes from, and whether it runs a script when installed. */
export function readNpmLock({ text }: SourceText): TypedReading {
  const facts = new FactCollector("npm-lock");
  const { documents, troubles } = jsonDocuments(text);
  for (const { code, what, line } of troubles) facts.trouble(code, what, line);
  const [root] = documents;
  if (root?.is !== "mapping") return facts.reading();
  const packages = entriesOf(root, "packages");
  if (packages.length > 0) for (const entry of packages) packageFacts(facts, entry);
  else older(facts, root, 0);
  return facts.reading();
}

function older(facts: FactCollector, node: MappingNode, depth: number): void {
  for (const entry of entriesOf(node, "dependencies")) {
    packageFacts(facts, entry);
    if (entry.node.is === "mapping" && depth < DEEPEST) older(facts, entry.node, depth + 1);
  }
}

function packageFacts(facts: FactCollector, { key, line, node }: DocumentEntry): void {
  const name = key.replace(/^node_modules\//, "").replaceAll("/node_modules/", " > ");
  if (node.is !== "mapping" || name === "") return;
  const [version, from] = [textOf(node, "version"), textOf(node, "resolved")];
  const script = textOf(node, "hasInstallScript") === "true";
  dependencyFacts(facts, { name, version, line, script, ...(from === "" ? {} : { from }) });
}

function entriesOf({ entries }: MappingNode, name: string): readonly DocumentEntry[] {
  const node: DocumentNode | undefined = entries.find(({ key }) => key === name)?.node;
  return node?.is === "mapping" ? node.entries : [];
}

function textOf({ entries }: MappingNode, name: string): string {
  const node = entries.find(({ key }) => key === name)?.node;
  return node?.is === "scalar" ? valueText(node.value) : "";
}
