import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** One test that ran, the rows that its name names, and the sentence without them. */
export type Played = {
  readonly ids: readonly string[];
  readonly sentence: string;
  readonly file: string;
  readonly passed: boolean;
};

type Report = {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
};

const ID = /(?:^|[ :])([A-HJ][1-9]\d?)[a-d]?(?=[ :,])/g;
const LEADING = /^(?:[A-HJ][1-9]\d?[a-d]?[ :,]+)+/;

/** What vitest's JSON reporter left in every package, tests of attacks only; those that were skipped are left out. */
export function playedTests(root: string, file = "results.json"): readonly Played[] {
  const reports = globSync(`{.,libs/*,reviewers,apps/*}/.vitest/${file}`, { cwd: root });
  return reports.flatMap((path) => {
    const { testResults }: Report = JSON.parse(readFileSync(join(root, path), "utf8"));
    return testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === "passed" || status === "failed")
        .map(({ ancestorTitles, title, status }) => ({
          ids: [...new Set([...ancestorTitles, title].flatMap(idsIn))],
          sentence: title.replace(LEADING, ""),
          file: relative(root, name),
          passed: status === "passed",
        }))
        .filter(({ ids }) => ids.length > 0),
    );
  });
}

function idsIn(title: string): readonly string[] {
  return [...title.matchAll(ID)].map(([, id = ""]) => id);
}
