import type { Query, Term } from "./query.ts";

/** The one spelling of a query, which `parseQuery` reads as the same: `role:oracle risk:>=R3 -is:snoozed sort:due`. */
export function formatQuery({ terms, sort }: Query): string {
  return [...terms.map(formatTerm), ...(sort === undefined ? [] : [`sort:${sort}`])].join(" ");
}

function formatTerm(term: Term): string {
  return `${term.negated ? "-" : ""}${positive(term)}`;
}

function positive(term: Term): string {
  switch (term.field) {
    case "risk":
      return `risk:${term.comparison === "=" ? "" : term.comparison}R${term.value}`;
    case "age":
    case "decided":
      return `${term.field}:${term.comparison}${formatAge(term.value)}`;
    case "text":
      return /^[^\s"\\:-][^\s"\\:]*$/u.test(term.value) ? term.value : quoted(term.value);
    default:
      return `${term.field}:${/^[^\s"\\]+$/u.test(term.value) ? term.value : quoted(term.value)}`;
  }
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, (unit) => `\\${unit}`)}"`;
}

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
] as const;

function formatAge(seconds: number): string {
  const [unit, size] = UNITS.find(([, one]) => seconds % one === 0) ?? ["m", 60];
  return `${seconds / size}${unit}`;
}
