import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What vitest's JSON reporter writes of one run of a suite (vitest, "Reporters", JSON). */
export type SuiteResults = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    /** The file's absolute path. */
    readonly name: string;
    readonly status: string;
    /** What failed outside of any test, such as a file that could not be loaded. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
};

/** A test that failed, or a file of tests that could not be run: where, and the first lines of what it said. */
export type Failure = { readonly file: string; readonly test: string; readonly message: string };

const LINES = 12;

/** Where a suite in that folder leaves its results. */
export function resultsOf(folder: string): string {
  return join(folder, ".vitest/results.json");
}

/** @returns `undefined` for a suite that was interrupted before it wrote any. */
export function readResults(folder: string): SuiteResults | undefined {
  const path = resultsOf(folder);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/** All that failed, file by file. */
export function failuresIn({ testResults }: SuiteResults): readonly Failure[] {
  return testResults
    .filter(({ status }) => status === "failed")
    .flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === "failed");
      if (failed.length === 0) return [{ file: name, test: "(the file as a whole)", message: firstLines(message) }];
      return failed.map(({ fullName, failureMessages = [] }) => ({
        file: name,
        test: fullName,
        message: firstLines(failureMessages.join("\n")),
      }));
    });
}

function firstLines(text: string): string {
  return text.split("\n").slice(0, LINES).join("\n");
}
