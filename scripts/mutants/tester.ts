import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createVitest } from "vitest/node";
import type { TestSpecification, Vitest } from "vitest/node";

/** What one run of test files came to: the one that failed, or that did not end. */
type Tested = { readonly failed: string | undefined; readonly milliseconds: number; readonly timedOut?: true };

/** A process that keeps vitest ready. */
export type Tester = Disposable & {
  /** Runs test files until one fails; `changed` are the sources that are to be read anew. A time-out counts as failed. */
  readonly test: (tests: readonly string[], changed: readonly string[], timeout: number) => Promise<Tested>;
};

type Request = { readonly tests: readonly string[]; readonly changed: readonly string[] };

/** Starts `script` with `--tester` and the checkout, where it has to call `serveTests`; again when a run did not end. */
export function startTester(script: string, checkout: string): Tester {
  let child: ChildProcess | undefined;
  const stop = () => {
    child?.kill("SIGKILL");
    child = undefined;
  };
  return {
    test: async (tests, changed, timeout) => {
      child ??= fork(script, ["--tester", checkout], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
      const tested = await ask(child, { tests, changed }, timeout);
      if (tested === undefined) stop();
      return tested ?? { failed: tests[0], milliseconds: timeout, timedOut: true };
    },
    [Symbol.dispose]: stop,
  };
}

/** The answer, or nothing when the process ended or took more than `timeout` milliseconds. */
function ask(child: ChildProcess, request: Request, timeout: number): Promise<Tested | undefined> {
  const { promise, resolve } = Promise.withResolvers<Tested | undefined>();
  const timer = setTimeout(() => resolve(undefined), timeout);
  const ended = () => resolve(undefined);
  child.once("exit", ended);
  child.once("message", (tested: Tested) => resolve(tested));
  child.send(request);
  return promise.finally(() => {
    clearTimeout(timer);
    child.removeAllListeners("exit").removeAllListeners("message");
  });
}

/** Answers what the parent asks, until it has gone. */
export async function serveTests(checkout: string): Promise<void> {
  const running = new Map<string, Promise<Runner>>();
  const everChanged = new Set<string>();
  process.on("disconnect", () => process.exit());
  process.on("message", async ({ tests, changed }: Request) => {
    const began = performance.now();
    for (const path of changed) everChanged.add(join(checkout, path));
    let failed: string | undefined;
    for (const [folder = "", some] of Map.groupBy(tests, packageOf)) {
      const starting = running.get(folder) ?? startRunner(checkout, folder);
      running.set(folder, starting);
      const runner = await starting;
      failed ??= await firstToFail(runner, some, everChanged);
    }
    process.send?.({ failed, milliseconds: performance.now() - began });
  });
}

type Runner = { readonly vitest: Vitest; readonly specifications: ReadonlyMap<string, TestSpecification> };

function packageOf(path: string): string {
  return path.slice(0, path.indexOf("/src/"));
}

/**
 * Threads, because they end with the process, be they in an endless loop. A property that failed is not made smaller:
 * nobody reads the counterexample.
 */
async function startRunner(checkout: string, folder: string): Promise<Runner> {
  const setup = join(checkout, "mutants-setup.ts");
  writeFileSync(setup, 'import fc from "fast-check";\nfc.configureGlobal({ endOnFailure: true });\n');
  const vitest = await createVitest("test", {
    root: join(checkout, folder),
    watch: false,
    bail: 1,
    reporters: [{}],
    setupFiles: [setup],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: "threads",
    isolate: false,
    maxWorkers: 1,
  });
  const all = await vitest.globTestSpecifications();
  return { vitest, specifications: new Map(all.map((one) => [relative(checkout, one.moduleId), one])) };
}

async function firstToFail(
  { vitest, specifications }: Runner,
  tests: readonly string[],
  changed: ReadonlySet<string>,
): Promise<string | undefined> {
  for (const path of changed) vitest.invalidateFile(path);
  const wanted = tests.map((test) => {
    const found = specifications.get(test);
    if (found === undefined) throw new Error(`${test} is no test`);
    return found;
  });
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(wanted, false);
  const failed = new Set(testModules.filter((one) => one.state() === "failed").map(({ moduleId }) => moduleId));
  const first = tests.find((test) => failed.has(specifications.get(test)?.moduleId ?? ""));
  return first ?? (unhandledErrors.length > 0 ? tests[0] : undefined);
}
