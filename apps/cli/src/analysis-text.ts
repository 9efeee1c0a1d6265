import { displayPath } from "@countersign/core";
import type { Coverage, Finding, Packet } from "@countersign/core";
import { findingLines } from "./finding-text.ts";
import { ledgerLines } from "./ledger-text.ts";
import type { Terminal } from "./terminal.ts";

/** Paths that were not analysed and are named. */
const MOST_NAMED = 40;

/** What an analysis says, section by section: findings by risk, those of tests apart, ledgers, and how far it went. */
export function analysisSections(
  { findings, ledgers, coverage }: Pick<Packet, "findings" | "ledgers" | "coverage">,
  terminal: Terminal,
): readonly (readonly [title: string, lines: readonly string[]])[] {
  const [tests, others] = [findings.filter(isOfTests), findings.filter((one) => !isOfTests(one))];
  const listed = (some: readonly Finding[]) => some.flatMap((finding) => findingLines(finding, terminal));
  return [
    [
      `Findings${others.length === 0 ? "" : `: ${others.length}, the highest risk first`}`,
      others.length === 0 ? ["  none"] : listed(others),
    ],
    [`In tests: ${tests.length}`, listed(tests)],
    ["Ledgers", ledgerLines({ ledgers }, terminal)],
    ["How far it was understood", coverageLines(coverage)],
    ["Not analysed", notAnalysed(coverage, terminal)],
  ];
}

function isOfTests({ evidence }: Finding): boolean {
  return evidence["test"] === "yes";
}

const DEPTHS = [
  ["syntax", "by syntax tree"],
  ["typed", "as documents"],
  ["tokens", "by words and numbers only"],
  ["none", "not at all"],
] as const;

function coverageLines(coverage: readonly Coverage[]): readonly string[] {
  return DEPTHS.flatMap(([depth, words]) => {
    const some = coverage.filter(({ analysed }) => analysed === depth);
    const lines = some.reduce((sum, one) => sum + one.lines, 0);
    return some.length === 0
      ? []
      : [
          `  ${some.length} ${some.length === 1 ? "file" : "files"}, ${lines} ${lines === 1 ? "line" : "lines"}, ${words}`,
        ];
  });
}

function notAnalysed(coverage: readonly Coverage[], { yellow, dim }: Terminal): readonly string[] {
  const paths = coverage.filter(({ analysed }) => analysed === "none").map(({ path }) => displayPath(path));
  const more = paths.length - MOST_NAMED;
  return [
    ...paths.slice(0, MOST_NAMED).map((path) => `  ${yellow(path)}`),
    ...(more > 0 ? [dim(`  and ${more} more; --json has them`)] : []),
  ];
}
