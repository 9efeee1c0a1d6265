import { AttestError } from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import { LogError } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { mutated, randomNumbers, reshaped } from "./mutate.testing.ts";
import { TARGETS } from "./targets.testing.ts";
import type { Target } from "./targets.testing.ts";

/** Inputs for each reader, unless `npm run fuzz` gives it seconds. */
const RUNS = 1000;
const SECONDS = Number(process.env["COUNTERSIGN_FUZZ_SECONDS"] ?? "0");
const ONLY = process.env["COUNTERSIGN_FUZZ_ONLY"] ?? "";
const SEED = Number(process.env["COUNTERSIGN_FUZZ_SEED"] ?? "20261122");
const READERS = TARGETS.filter(({ name }) => ONLY === "" || name === ONLY);

describe("a reader of hostile bytes answers or throws a code:", () => {
  it.skipIf(READERS.length > 0)("none of that name", () => {
    expect(["", "state-folder"]).toContain(ONLY);
  });

  it.each(READERS)("$name", { timeout: 60_000 + SECONDS * 2000 }, (target) => {
    for (const seed of target.seeds) expect(failure(target, seed)).toBeUndefined();
    const random = randomNumbers(SEED);
    const end = performance.now() + SECONDS * 1000;
    for (let run = 0; run < RUNS || performance.now() < end; run += 1) {
      const bytes = run % 2 === 0 ? mutated(random, target.seeds) : reshaped(random, target.seeds);
      const wrong = failure(target, bytes);
      if (wrong !== undefined) expect.fail(`${wrong}\ninput: ${Buffer.from(bytes).toString("base64")}`);
    }
  });
});

/** What is wrong with how a reader takes some bytes; undefined when it answers, or refuses with one of our codes. */
function failure({ read }: Target, bytes: Uint8Array): string | undefined {
  const before = Uint8Array.from(bytes);
  try {
    read(bytes);
  } catch (error) {
    const ours = error instanceof AttestError || error instanceof CountersignError || error instanceof LogError;
    if (!ours) return `threw ${String(error)}`;
    if (!/^[a-z]+\.[A-Za-z][\w-]*$/.test(error.code) || error.code.startsWith("internal.")) return `code ${error.code}`;
  }
  return Buffer.compare(before, bytes) === 0 ? undefined : "altered its input";
}
