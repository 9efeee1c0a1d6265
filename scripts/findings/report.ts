import type { Found, Judged } from "./judged.ts";
import { alarmRates, recallByClass, recallOfAll } from "./recall.ts";

/** Most rows of a table of single cases. */
const MOST_ROWS = 200;

/** The tables for people. */
export function reportText(judged: readonly Judged[]): string {
  const recall = [...recallByClass(judged), recallOfAll(judged)].map(({ class: name, owed, found, exact }) => [
    name,
    String(owed),
    share(found, owed),
    share(exact, owed),
  ]);
  const rates = alarmRates(judged).map(({ group, lines, alarms, perThousand }) => [
    group,
    String(lines),
    String(alarms),
    perThousand.toFixed(2),
  ]);
  return [
    table(["class", "owed", "found", "with code and roles"], recall),
    table(["false alarms", "lines", "alarms", "per 1,000 lines"], rates),
    section("missed", missed(judged)),
    section("found under another code, or for other roles", inexact(judged)),
    section("false alarms", alarms(judged)),
  ].join("\n");
}

/** The same for machines. */
export function reportJson(judged: readonly Judged[]): unknown {
  return {
    classes: recallByClass(judged),
    all: recallOfAll(judged),
    rates: alarmRates(judged),
    cases: judged.map(({ case: one, lines, owed, falseAlarms }) => ({
      name: one.name,
      group: one.group,
      lines,
      owed,
      falseAlarms,
    })),
  };
}

function missed(judged: readonly Judged[]): readonly string[] {
  return judged.flatMap(({ case: one, owed }) =>
    owed
      .filter(({ found }) => !found)
      .map(
        ({ class: name, code, risk, paths, instead }) =>
          `${one.name}: ${name} ${code} ${risk} at ${paths.join(" or ")}; there is ${briefly(instead)}`,
      ),
  );
}

function inexact(judged: readonly Judged[]): readonly string[] {
  return judged.flatMap(({ case: one, owed }) =>
    owed
      .filter(({ found, exact }) => found && !exact)
      .map(
        ({ class: name, code, roles, instead }) =>
          `${one.name}: ${name} ${code} for ${roles.join(" and ")}; there is ${briefly(instead)}`,
      ),
  );
}

function alarms(judged: readonly Judged[]): readonly string[] {
  return judged.flatMap(({ case: one, falseAlarms }) =>
    falseAlarms.map(
      (found) => `${one.name}: ${briefly([found])} at ${found.paths.slice(0, 3).join(", ")}: ${found.title}`,
    ),
  );
}

function briefly(findings: readonly Found[]): string {
  const all = [...new Set(findings.map(({ class: name, code, risk }) => `${name} ${code} ${risk}`))];
  return all.length === 0 ? "nothing" : all.slice(0, 6).join(", ");
}

function share(part: number, whole: number): string {
  return `${part} (${whole === 0 ? 0 : Math.round((part * 100) / whole)} %)`;
}

function section(title: string, lines: readonly string[]): string {
  const rest = lines.length - MOST_ROWS;
  const shown = [...lines.slice(0, MOST_ROWS), ...(rest > 0 ? [`… ${rest} more`] : [])];
  return [`${title}: ${lines.length}`, ...shown.map((line) => `  ${line}`), ""].join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  "),
    )
    .concat("")
    .join("\n");
}
