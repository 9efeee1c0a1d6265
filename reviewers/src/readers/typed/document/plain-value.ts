import type { Value } from "../../../facts/fact.ts";
import type { DocumentNode } from "./node.ts";

/** Items of a sequence inside a sequence that are one value; a longer one is a list of its own. */
const MOST_ITEMS = 1_000;

/** The value of a scalar, or of a short sequence of scalars; undefined where anything has a key. */
export function plainValue(node: DocumentNode): Value | undefined {
  if (node.is === "scalar") return node.value;
  if (node.is === "mapping" || node.items.length > MOST_ITEMS) return undefined;
  const items: Value[] = [];
  for (const item of node.items) {
    if (item.is !== "scalar") return undefined;
    items.push(item.value);
  }
  return { is: "list", items };
}
