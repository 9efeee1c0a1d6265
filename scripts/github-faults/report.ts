import type { Counted } from "../../apps/service/src/faults/counted.testing.ts";
import type { OneRun } from "./one-run.ts";

/** What came of both runs. */
export type GithubFaultReport = {
  readonly counts: readonly Counted[];
  readonly perfect: OneRun;
  readonly faulty: OneRun;
};

/** Some of what is wrong is shown. */
const SHOWN = 5;

/** Whether nothing is lost, doubled or different. */
export function isAsItShouldBe({ counts }: GithubFaultReport): boolean {
  return counts.every(({ wrong }) => wrong.length === 0);
}

/** The tables for people. */
export function reportText({ counts, perfect, faulty }: GithubFaultReport): string {
  return [
    `acts: ${listed(faulty.played.acts)}`,
    `faults: ${listed(faulty.faults)}`,
    `what failed and was done again: ${listed(faulty.failures)}`,
    `checks at the end: ${listed(conclusionsOf(faulty))}`,
    ...[["without faults", perfect] as const, ["with faults", faulty] as const].map(
      ([which, { passes, calls, seconds }]) =>
        `${which}: ${passes} passes at the end, ${calls.all} calls of GitHub (${calls.counted} of them counted), ${hours(seconds.there)} there, ${seconds.here} s here`,
    ),
    `work in the run with faults, times and milliseconds each: ${listed(workOf(faulty))}`,
    "",
    table([
      ["counted", "expected", "found", ""],
      ...counts.map(({ what, expected, found, wrong }) => [
        what,
        String(expected),
        String(found),
        wrong.length === 0 ? "ok" : `WRONG (${wrong.length}): ${wrong.slice(0, SHOWN).join("; ")}`,
      ]),
    ]),
  ].join("\n");
}

function conclusionsOf({ gathered: { checks } }: OneRun): ReadonlyMap<string, number> {
  const groups = Map.groupBy(checks.values(), (line) => line);
  return new Map([...groups].map(([line, all]) => [line, all.length] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function workOf({ work }: OneRun): ReadonlyMap<string, string> {
  return new Map(
    [...work].map(([kind, { times, milliseconds }]) => [kind, `${times} × ${Math.round(milliseconds / times)}`]),
  );
}

function hours(seconds: number): string {
  return `${(seconds / 3600).toFixed(1)} h`;
}

function listed(counts: ReadonlyMap<string, number | string>): string {
  return [...counts].map(([what, n]) => `${what} ${n}`).join(", ") || "none";
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(Math.min(widths[at] ?? 0, 70)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
