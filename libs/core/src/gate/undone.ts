import type { Segment } from "./explanations.ts";
import type { GateFacts } from "./facts.ts";
import { netDifference, netEntries } from "./net.ts";

/**
 * Whether later steps took a segment out again as a whole: at some commit above it, every path that it changed has what
 * it had before. Content that nobody may deploy is no reason to deny once it is gone (attack H2); landing it again is a
 * segment of its own. Cost: one pass over the steps above.
 */
export function isUndone({ line: { edges } }: Pick<GateFacts, "line">, { start, end }: Segment): boolean {
  const own = netEntries(edges.slice(start, end));
  const paths = new Set(own.map(({ path }) => path));
  const net = netDifference();
  net.add(own);
  return edges.slice(end).some(({ entries }) => {
    net.add(entries.filter(({ path }) => paths.has(path)));
    return net.isEmpty();
  });
}
