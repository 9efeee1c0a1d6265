import { CountersignError, formatBundleHeader, formatBundleLeaf, gate, readBundle, sound } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { shellScript, worlds } from "@countersign/core/testing";
import { LogError } from "@countersign/tlog";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withCases } from "./open-cases.testing.ts";
import type { OpenCase } from "./open-cases.testing.ts";

const WORLDS = Number(process.env["COUNTERSIGN_AGREEMENT_WORLDS"] ?? "40");
const SEED = Number(process.env["COUNTERSIGN_AGREEMENT_SEED"] ?? "20261128");
/** Leaves of each world that are tried. */
const TRIES = 4;

describe("a bundle from which something was taken", () => {
  it("F10 F15 F26 is an error, whatever the whole of it says", { timeout: 600_000 }, async () => {
    const cases = fc.sample(fc.tuple(worlds(), fc.array(fc.nat(), { minLength: TRIES, maxLength: TRIES })), {
      seed: SEED,
      numRuns: WORLDS,
    });
    const told = await withCases(
      cases.map(([world]) => world),
      (open, index) => answersWithout(open, cases[index]?.[1] ?? []),
    );
    expect(told.flat()).toEqual([]);
    expect(told).toHaveLength(WORLDS);
  });
});

/** What was answered, where it was no error, although a line or the evidence of a leaf was missing. */
async function answersWithout(open: OpenCase, picks: readonly number[]): Promise<readonly string[]> {
  const { log } = open.about;
  const whole = log.bundle(open.world.time);
  const leaves = [...new Set(picks.map((pick) => pick % log.lines.length))];
  const cut = leaves.flatMap((leaf) => {
    const without = whole.toSpliced(leaf + 1, 1);
    const header = formatBundleHeader({ origin: log.root.log.origin, from: 0, size: log.lines.length - 1 });
    const bare = formatBundleLeaf({ leaf: log.lines[leaf]?.leaf ?? new Uint8Array() });
    return [
      ["the line", leaf, without],
      ["the line, and the size that says so", leaf, without.with(0, header)],
      ["the evidence", leaf, whole.with(leaf + 1, bare)],
    ] as const;
  });
  const answers = await Promise.all(
    cut.map(async ([what, leaf, lines]) => [what, leaf, await answer(open, lines)] as const),
  );
  return answers
    .filter(([, , decision]) => decision !== "error")
    .map(([what, leaf, decision]) => `${decision} without ${what} of leaf ${leaf}\n${shellScript(open.world)}`);
}

async function answer({ world, about }: OpenCase, lines: readonly Uint8Array[]): Promise<string> {
  try {
    const contents = sound(await readBundle(nodeCrypto, about.log.root, lines));
    return (await gate(about.parts(world.now), contents, about.request(world.candidate))).decision;
  } catch (error) {
    if (error instanceof CountersignError || error instanceof LogError) return "error";
    throw error;
  }
}
