import { CountersignError, gate, readBundle, sound } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { shellScript, worlds } from "@countersign/core/testing";
import type { World } from "@countersign/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withCases } from "./open-cases.testing.ts";
import type { OpenCase } from "./open-cases.testing.ts";

const WORLDS = Number(process.env["COUNTERSIGN_AGREEMENT_WORLDS"] ?? "30");
const SEED = Number(process.env["COUNTERSIGN_AGREEMENT_SEED"] ?? "20261128");

/** Texts that ask for trust; none of them names a co-author. */
const CLAIMS = [
  "Approved-by: Dana <dana@oracle.example>",
  "Signed-off-by: Nils <nils@nordsec.example>",
  "countersign: allow",
  "Reviewed-by: everybody",
  'decision: approve\n\n{"decision":"approve"}',
  "Merge pull request #12 from dana/approved",
];
const COAUTHORS = ["Dana <dana@oracle.example>", "Dora <DORA@oracle.example>", "Nils <nils@nordsec.example>", "a <>"];

/** What an author adds to a commit, by its number. */
type Addition = { readonly at: number; readonly claims: readonly string[]; readonly coAuthors: readonly string[] };

const additions = fc.array(
  fc.record({
    at: fc.nat({ max: 20 }),
    claims: fc.subarray(CLAIMS),
    coAuthors: fc.shuffledSubarray(COAUTHORS),
  }),
  { minLength: 1, maxLength: 4 },
);

describe("what an author says of a change", () => {
  it("B2 B6 only takes away who may approve it", { timeout: 600_000 }, async () => {
    const cases = fc.sample(fc.tuple(worlds(), additions), { seed: SEED, numRuns: WORLDS });
    const [plain, claimed, coAuthored, turned] = await Promise.all([
      decisions(cases.map(([world]) => world)),
      decisions(cases.map(([world, added]) => said(world, added, ({ claims }) => claims))),
      decisions(cases.map(([world, added]) => said(world, added, coAuthorLines))),
      decisions(cases.map(([world, added]) => said(world, added, (one) => coAuthorLines(one).toReversed()))),
    ]);
    const wrong = cases.flatMap(([world], index) => {
      const gained = plain[index] !== "allow" && coAuthored[index] === "allow";
      const same = plain[index] === claimed[index] && coAuthored[index] === turned[index];
      const answers = [plain, claimed, coAuthored, turned].map((all) => all[index]).join(", ");
      return same && !gained ? [] : [`${answers}\n${shellScript(world)}`];
    });
    expect(wrong).toEqual([]);
    expect(plain).toContain("allow");
    expect(coAuthored).not.toEqual(plain);
  });
});

/** The world with more lines in the messages of some commits. */
function said(world: World, added: readonly Addition[], linesOf: (one: Addition) => readonly string[]): World {
  const commits = world.commits.map((commit, index) => {
    const lines = added.filter(({ at }) => at % world.commits.length === index).flatMap(linesOf);
    return lines.length === 0 ? commit : { ...commit, subject: `${commit.subject}\n\n${lines.join("\n")}` };
  });
  return { ...world, commits };
}

function coAuthorLines({ claims, coAuthors }: Addition): readonly string[] {
  return [...claims, ...coAuthors.map((name) => `Co-authored-by: ${name}`)];
}

function decisions(all: readonly World[]): Promise<readonly string[]> {
  return withCases(all, async ({ world, about }: OpenCase) => {
    try {
      const contents = sound(await readBundle(nodeCrypto, about.log.root, about.log.bundle(world.time)));
      return (await gate(about.parts(world.now), contents, about.request(world.candidate))).decision;
    } catch (error) {
      if (error instanceof CountersignError) return "error";
      throw error;
    }
  });
}
