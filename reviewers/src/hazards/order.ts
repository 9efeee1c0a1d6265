import type { Finding } from "@countersign/core";

/** Highest risk first, then class, path, line and code; the title keeps the order total. */
export function compareFindings(a: Finding, b: Finding): number {
  const [first, second] = [a.at[0], b.at[0]];
  return (
    compare(b.risk, a.risk) ||
    compare(a.class, b.class) ||
    compare(first?.path ?? "", second?.path ?? "") ||
    (first?.from ?? 0) - (second?.from ?? 0) ||
    compare(a.code, b.code) ||
    compare(a.title, b.title)
  );
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
