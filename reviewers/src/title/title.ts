import type { Finding } from "@countersign/core";
import { foremost } from "./foremost.ts";

/** Words of one clause, and clauses of a title. */
const WORDS = 12;
const CLAUSES = 3;

/**
 * What a change does, in our words: the foremost findings, what moves, from what to what, with both values. A change of which nothing is
 * known says so.
 */
export function titleOf(findings: readonly Finding[], entries: number): string {
  const shown = foremost(findings.filter(({ risk, evidence }) => risk !== "R1" && evidence["test"] !== "yes"));
  const own = shown.filter(({ code }) => !code.startsWith("claim.") && code !== "docs.drift");
  const clauses = [...new Set((own.length > 0 ? own : shown).map(({ title }) => clause(title)))];
  if (clauses.length === 0) return `Nothing of note found in ${entries} ${entries === 1 ? "file" : "files"}`;
  const more = clauses.length - CLAUSES;
  return [...clauses.slice(0, CLAUSES), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

/** A title of at most twelve words; what is left out stands before or after the values, never between them. */
function clause(title: string): string {
  const words = title.split(" ");
  if (words.length <= WORDS) return title;
  const arrow = words.indexOf("→");
  if (arrow < WORDS - 1) return `${words.slice(0, WORDS).join(" ")}…`;
  const values = words.slice(arrow - 1, arrow + 2);
  return `${words.slice(0, WORDS - values.length).join(" ")}… ${values.join(" ")}`;
}
