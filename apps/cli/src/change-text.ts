import { displayPath } from "@countersign/core";
import type { ChangeRecord, Entry, LoggedReview, RequirementStanding } from "@countersign/core";
import type { Terminal } from "./terminal.ts";
import { harmless, shortId } from "./terminal.ts";

/** Rows whose first column is padded to one width. */
export function aligned(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, text]) => `  ${name.padEnd(width)}${text}`);
}

/** The author's title on one line; whoever wrote it wrote nothing that a terminal obeys. */
export function titleOf({ claim }: Pick<ChangeRecord, "claim">): string {
  return claim.title === "" ? "(no title)" : oneLine(claim.title);
}

/** Untrusted text on one line. */
export function oneLine(text: string): string {
  return harmless(text).replaceAll("\n", " ");
}

/** `3 paths: 1 added, 1 deleted, 1 changed; 2 more are out of scope`. */
export function countsOf({ entries, excluded }: Pick<ChangeRecord, "entries" | "excluded">): string {
  const kinds = (["added", "deleted", "changed"] as const).map((kind) => {
    const count = entries.filter((entry) => kindOf(entry) === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  const paths = `${entries.length} ${entries.length === 1 ? "path" : "paths"}: ${kinds.flat().join(", ")}`;
  return excluded === 0 ? paths : `${paths}; ${excluded} more ${excluded === 1 ? "is" : "are"} out of scope`;
}

/** What happens at a path. */
export function kindOf({ oldMode, newMode }: Pick<Entry, "oldMode" | "newMode">): "added" | "deleted" | "changed" {
  if (oldMode === "000000") return "added";
  return newMode === "000000" ? "deleted" : "changed";
}

/** The first paths of a change, and how many there are besides. */
export function firstPaths(entries: readonly Entry[], most: number): readonly string[] {
  const shown = entries.slice(0, most).map((entry) => `  ${MARKS[kindOf(entry)]} ${displayPath(entry.path)}`);
  return entries.length <= most ? shown : [...shown, `    and ${entries.length - most} more`];
}

const MARKS = { added: "A", deleted: "D", changed: "M" } as const;

/** Each requirement that claims something, and what it needs. */
export function requirementLines(requirements: readonly RequirementStanding[], terminal: Terminal): readonly string[] {
  const applicable = requirements.filter(({ state }) => state !== "NOT_APPLICABLE");
  if (applicable.length === 0)
    return ["  nobody: no requirement claims any of it, and a gate denies what nobody claims"];
  return aligned(
    applicable.map(({ id, state, needs, objections }) => {
      if (state === "SATISFIED") return [id, terminal.green("satisfied")];
      return [id, objections.length > 0 ? terminal.red(oneLine(needs)) : terminal.yellow(`needs ${oneLine(needs)}`)];
    }),
  );
}

/** What has been said about some content, a line each, in the order of the log. */
export function saidLines(reviews: readonly LoggedReview[], change: string, terminal: Terminal): readonly string[] {
  return reviews.map(({ leaf, record }) => {
    const { decision, reviewer, role, message } = record;
    const elsewhere = record.change === change ? "" : ` of change ${shortId(record.change)} with the same content`;
    const word = decision === "approve" ? terminal.green(decision) : terminal.red(decision);
    const words = message === "" ? "" : `: ${oneLine(message)}`;
    return `  leaf ${leaf}  ${word} by ${reviewer.person} of ${reviewer.organisation} as ${role}${elsewhere}${conditionsOf(record)}${words}`;
  });
}

function conditionsOf({ conditions }: LoggedReview["record"]): string {
  const environments = conditions?.environments === undefined ? "" : ` for ${conditions.environments.join(", ")}`;
  return `${environments}${conditions?.notAfter === undefined ? "" : ` until ${conditions.notAfter}`}`;
}
