import type { Finding } from "@countersign/core";

/** Words of one clause, and clauses of a title. */
const WORDS = 12;
const CLAUSES = 3;

/**
 * What a change does, in our words: the top findings by risk, what moves, from what to what. Findings are in their order; hazards and
 * observations about the analysis come after what was understood. A change of which nothing is known says so.
 */
export function titleOf(findings: readonly Finding[], entries: number): string {
  const told = [...findings].toSorted((a, b) => compare(b.risk, a.risk) || rank(a) - rank(b));
  const shown = told.filter(({ risk, evidence }) => risk !== "R1" && evidence["test"] !== "yes");
  const clauses = [...new Set(shown.map(({ title }) => clause(title)))];
  if (clauses.length === 0) return `Nothing of note found in ${entries} ${entries === 1 ? "file" : "files"}`;
  const more = clauses.length - CLAUSES;
  return [...clauses.slice(0, CLAUSES), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

function clause(title: string): string {
  const words = title.split(" ");
  return words.length <= WORDS ? title : `${words.slice(0, WORDS).join(" ")}…`;
}

/** What was understood goes first, then what hides, then what could not be read. */
function rank({ class: name, code }: Finding): number {
  if (name === "opaque" || code.startsWith("limit.")) return 2;
  return code.startsWith("claim.") || name === "obfuscation" || name === "build" ? 1 : 0;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
