import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { furtherTests } from "./further-tests.ts";
import type { ImportGraph } from "./import-graph.ts";
import { resultKey } from "./kept-results.ts";
import type { KeptResults, Result } from "./kept-results.ts";
import { applyMutation } from "./mutation.ts";
import type { Mutation } from "./mutation.ts";
import type { Tester } from "./tester.ts";
import { typesRefuse } from "./types-check.ts";

/** What mutations are tried with. `usual`: milliseconds that each test file took without a mutation. */
export type Bench = {
  readonly checkout: string;
  readonly graph: ImportGraph;
  readonly tester: Tester;
  readonly results: KeptResults;
  readonly usual: ReadonlyMap<string, number>;
};

/**
 * Tries one mutation: the nearest tests, the types, the other tests of the package, then those of other packages; the
 * first that notices ends it. `last`: the test that noticed the mutation before, asked first because it often does again.
 */
export async function tryMutation(bench: Bench, mutation: Mutation, last: string | undefined): Promise<Result> {
  const tests = [...bench.graph.testsOf(mutation.path), ...furtherTests(mutation.path)];
  const kept = keptResult(bench, mutation, tests);
  if (kept !== undefined) return kept;
  const file = join(bench.checkout, mutation.path);
  const source = readFileSync(file, "utf8");
  writeFileSync(file, applyMutation(source, mutation));
  try {
    const result = await firstToNotice(bench, mutation, ordered(tests, last));
    bench.results.set(keyOf(bench, mutation, result === "survived" ? tests : [result.killedBy]), result);
    return result;
  } finally {
    writeFileSync(file, source);
  }
}

function keptResult(bench: Bench, mutation: Mutation, tests: readonly string[]): Result | undefined {
  const survived = bench.results.get(keyOf(bench, mutation, tests));
  if (survived !== undefined) return survived;
  // Where the one test there was did not notice it, that is kept under the same key: it says nothing of tests that came since.
  const each = ["types", ...tests].map((test) => bench.results.get(keyOf(bench, mutation, [test])));
  return each.find((result) => result !== undefined && result !== "survived");
}

function keyOf({ graph }: Bench, mutation: Mutation, tests: readonly string[]): string {
  return resultKey(mutation, [graph.digestOf(mutation.path), ...tests.flatMap((one) => [one, graph.digestOf(one)])]);
}

function ordered(tests: readonly string[], last: string | undefined): readonly string[] {
  return last !== undefined && tests.includes(last) ? [last, ...tests.filter((one) => one !== last)] : tests;
}

async function firstToNotice(bench: Bench, { path }: Mutation, tests: readonly string[]): Promise<Result> {
  const own = packageOf(path);
  const [near, further] = [tests.slice(0, 1), tests.filter((one) => packageOf(one) !== own)];
  const early = await killing(bench, near, path);
  if (early !== "survived") return early;
  if (typesRefuse(bench.checkout, path)) return { killedBy: "types" };
  const others = tests.slice(1).filter((one) => !further.includes(one));
  const late = await killing(bench, others, path);
  return late === "survived" ? killing(bench, further, path) : late;
}

function packageOf(path: string): string {
  return path.slice(0, path.indexOf("/src/"));
}

async function killing({ tester, usual }: Bench, tests: readonly string[], changed: string): Promise<Result> {
  if (tests.length === 0) return "survived";
  const expected = tests.reduce((sum, test) => sum + (usual.get(test) ?? 0), 0);
  const { failed, timedOut } = await tester.test(tests, [changed], 20_000 + 2 * expected);
  if (failed === undefined) return "survived";
  return timedOut === true ? { killedBy: failed, timedOut } : { killedBy: failed };
}
