import { createHash } from "node:crypto";

/** `count` of all, in their order, the same for the same seed. */
export function sampled<One>(all: readonly One[], count: number, seed: number): readonly One[] {
  const rank = (index: number) => createHash("sha256").update(`${seed} ${index}`).digest("hex");
  const chosen = all
    .map((_, index) => [rank(index), index] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, count);
  const indices = new Set(chosen.map(([, index]) => index));
  return all.filter((_, index) => indices.has(index));
}
