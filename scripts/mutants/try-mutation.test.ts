import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { expect, it } from "vitest";
import { openResults, resultKey } from "./kept-results.ts";
import type { Mutation } from "./mutation.ts";
import { tryMutation } from "./try-mutation.ts";

const MUTATION: Mutation = {
  path: "sum.ts",
  start: 10,
  line: 1,
  column: 11,
  within: "const a = 1;",
  before: "1",
  after: "0",
};

it("a mutation is tried again when a test came, also where the only one that there was had not noticed it", async () => {
  using folder = tempFolder();
  writeFileSync(join(folder.path, "sum.ts"), "const a = 1;\n");
  const [old, near] = ["old.test.ts", "near.test.ts"];
  const results = openResults(join(folder.path, "results.json"));
  results.set(resultKey(MUTATION, ["sum.ts", old, old]), "survived");
  const asked: string[] = [];
  const bench = (...tests: readonly string[]) => ({
    checkout: folder.path,
    graph: { testsOf: () => tests, digestOf: (path: string) => path },
    tester: {
      test: async ([first]: readonly string[]) => {
        asked.push(first ?? "");
        return { failed: first, milliseconds: 1 };
      },
      [Symbol.dispose]: () => {},
    },
    results,
    usual: new Map<string, number>(),
  });
  expect(await tryMutation(bench(old), MUTATION, undefined)).toBe("survived");
  expect(await tryMutation(bench(near, old), MUTATION, undefined)).toEqual({ killedBy: near });
  expect(await tryMutation(bench(near, old), MUTATION, undefined)).toEqual({ killedBy: near });
  expect(asked).toEqual([near]);
});
