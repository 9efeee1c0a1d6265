import { valueText } from "../../readers/typed/value.ts";
import type { DocumentNode, MappingNode } from "../../readers/typed/document/node.ts";
import { SettingsBuilder, dottedKey } from "./setting.ts";
import type { Settings } from "./setting.ts";

/** The settings of documents that a typed reader understood, and keys that stand twice in one mapping. */
export function documentSettings(documents: readonly DocumentNode[]): Settings {
  const found = new SettingsBuilder();
  let mappings = 0;
  const inMapping = ({ entries }: MappingNode, prefix: string) => {
    const id = (mappings += 1);
    for (const { key, line, node } of entries) {
      const name = dottedKey(prefix, key, id);
      found.add({ key: name, value: spelled(node), line }, String(id));
      below(node, name);
    }
  };
  const below = (node: DocumentNode, prefix: string) => {
    if (node.is === "mapping") inMapping(node, prefix);
    else if (node.is === "sequence")
      for (const [at, item] of node.items.entries()) below(item, dottedKey(prefix, String(at), mappings));
  };
  for (const document of documents) below(document, "");
  return found;
}

/** A value as the file spells it; what has parts, by what it is. */
function spelled(node: DocumentNode): string {
  return node.is === "scalar" ? valueText(node.value) : `a ${node.is}`;
}
