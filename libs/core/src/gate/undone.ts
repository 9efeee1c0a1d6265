import type { Edge } from "./edge.ts";
import type { Segment } from "./explanations.ts";
import type { GateFacts } from "./facts.ts";
import { netDifference, netEntries, partsOf } from "./net.ts";

/**
 * Whether later steps took a segment out again as a whole: at some commit above it, nothing in scope differs on the paths
 * that it changed from what was there before. Content that nobody may deploy is no reason to deny once it is gone (attack H2); landing it again is a
 * segment of its own. Cost: one pass over the steps above.
 */
export function isUndone({ line: { edges } }: Pick<GateFacts, "line">, { start, end }: Segment): boolean {
  const own = edges.slice(start, end);
  const paths = new Set(netEntries(own).map(({ path }) => path));
  const net = netDifference();
  const add = (edge: Edge) => net.add(partsOf(edge).filter(({ path }) => paths.has(path)));
  own.forEach(add);
  return edges.slice(end).some((edge) => {
    add(edge);
    return net.isEmpty();
  });
}
