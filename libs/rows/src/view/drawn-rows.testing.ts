import fc from "fast-check";
import { nodeCrypto } from "@countersign/crypto/node";
import { gitPatch } from "../git-patch.testing.ts";
import type { Patch } from "../patch/patch-file.ts";
import { parsePatch } from "../patch/patch.ts";

/** For tests: lines of which many are alike, so that hunks pair, move and repeat them. */
const line = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("", "}", "  return weights", "def rank(items, weights):", "x = 1") },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom("watch_time", "likes", "dwell"), fc.nat(3), fc.constantFrom("", "  ", "\t"))
      .map(([name, value, indent]) => `${indent}weights["${name}"] = 0.${value}`),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 8 }).map((text) => text.replaceAll(/[\n\0]/g, "")) },
);

/** Contents made of such lines. */
export const someContent = fc
  .tuple(fc.array(line, { maxLength: 50 }), fc.boolean())
  .map(([lines, ended]) => lines.join("\n") + (ended && lines.length > 0 ? "\n" : ""));

/** Git's patch of files with these contents before and after, read. */
export function patchBetween(pairs: readonly (readonly [string, string])[]): Patch {
  const before = Object.fromEntries(pairs.map(([old], at) => [`f${at}`, old]));
  const after = Object.fromEntries(pairs.map(([, now], at) => [`f${at}`, now]));
  return parsePatch(gitPatch(before, after), nodeCrypto.sha256);
}
