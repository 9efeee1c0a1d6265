import { shortName } from "../collector.ts";
import { valueText } from "../value.ts";
import type { DocumentNode, MappingNode } from "./node.ts";

/** Keys that name a mapping among others of its kind, the best first. */
const NAMING = [
  "name",
  "id",
  "key",
  "slug",
  "artifactid",
  "label",
  "feature",
  "field",
  "model",
  "rule",
  "title",
  "alias",
  "type",
];
/** Keys of a mapping that may be the naming one. */
const LOOKED_AT = 50;

/**
 * A name for each item of a sequence, so that one that is put before another does not rename all that follow: the value of a naming key,
 * else the first key with its value. Equal ones, and those that have no name, are numbered among themselves.
 */
export function itemLabels(items: readonly DocumentNode[]): readonly string[] {
  const counts = new Map<string, number>();
  return items.map((item) => {
    const label = item.is === "mapping" ? mappingLabel(item) : "";
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    if (label === "") return `#${count}`;
    return count === 1 ? label : `${label}#${count}`;
  });
}

/** The name that a mapping gives itself; empty where it gives none. */
export function ownLabel({ entries }: MappingNode): string {
  const first = entries.slice(0, LOOKED_AT);
  for (const name of NAMING) {
    const own = first.find(({ key }) => key.toLowerCase() === name)?.node;
    if (own?.is === "scalar" && own.value.is !== "code") return shortName(valueText(own.value));
  }
  return "";
}

function mappingLabel(node: MappingNode): string {
  const own = ownLabel(node);
  const first = node.entries[0];
  if (own !== "" || first === undefined) return own;
  if (first.node.is !== "scalar") return shortName(first.key);
  return shortName(`${first.key}=${valueText(first.node.value)}`);
}
