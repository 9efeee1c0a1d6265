import type { FaultReport } from "./run.testing.ts";

/** Some of what is wrong is shown. */
const SHOWN = 5;

/** Whether everything is as it has to be. */
export function isAsItShouldBe({ counts }: FaultReport): boolean {
  return counts.every(({ wrong }) => wrong.length === 0);
}

/** The tables for people. */
export function reportText({ counts, done, handed, taken, ends, codes, seconds }: FaultReport): string {
  const times = [...taken.values()].map((one) => one.times);
  return [
    `${seconds.load} s of load and faults, ${seconds.rest} s until nothing was left`,
    "",
    table([
      ["fault", "times", "what was at work"],
      ...[...done.times].map(([fault, n]) => [fault, String(n), hitsOf(done.hits, fault)]),
    ]),
    `leases ended early: ${done.leases}`,
    `processes that ended: ${listed(ends)}`,
    `codes that the service reported: ${listed(codes)}`,
    "",
    `requests: ${listed(handed.statuses)}; ${handed.cut} without an answer; ${handed.hints} hints taken`,
    `decisions: ${handed.acknowledged.size} acknowledged, ${handed.unanswered.size} given up`,
    `messages: ${taken.size}, ${times.filter((n) => n > 1).length} of them came again under their id`,
    "",
    table([
      ["counted", "expected", "found", ""],
      ...counts.map(({ what, expected, found, wrong }) => [
        what,
        String(expected),
        String(found),
        wrong.length === 0 ? "ok" : `WRONG: ${wrong.slice(0, SHOWN).join("; ")}`,
      ]),
    ]),
  ].join("\n");
}

function hitsOf(hits: ReadonlyMap<string, number>, fault: string): string {
  return [...hits]
    .flatMap(([key, n]) => (key.startsWith(`${fault}\t`) ? [`${key.slice(fault.length + 1)} ${n}`] : []))
    .join(", ");
}

function listed(counts: ReadonlyMap<string | number, number>): string {
  return [...counts].map(([what, n]) => `${what} ${n}`).join(", ") || "none";
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(Math.min(widths[at] ?? 0, 60)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
