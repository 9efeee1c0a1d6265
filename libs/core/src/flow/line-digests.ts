import type { Sha256 } from "../crypto.ts";
import { LONGEST_RUN, digestOf } from "../gate/explanations.ts";
import type { LineFacts } from "../gate/facts.ts";
import { netDifference, partsOf } from "../gate/net.ts";
import { digestKey } from "../state/fact.ts";

/** Keys of the digests that captured changes may have on a line: those of its steps, and of the runs that have the fingerprint of some change. */
export function lineDigests(
  crypto: Sha256,
  { edges }: Pick<LineFacts, "edges">,
  sums: ReadonlySet<number>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (entries: LineFacts["edges"][number]["entries"]) => {
    const digest = digestOf({ crypto }, entries);
    if (digest !== undefined) found.add(digestKey(digest));
  };
  edges.forEach((edge, start) => {
    add(edge.entries);
    if (partsOf(edge).length === 0) return;
    const net = netDifference();
    for (const [length, step] of edges.slice(start, start + LONGEST_RUN).entries()) {
      net.add(partsOf(step));
      if (length > 0 && sums.has(net.sum())) add(net.entries());
    }
  });
  return found;
}
