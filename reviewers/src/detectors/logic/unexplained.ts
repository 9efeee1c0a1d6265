import type { Finding, Location } from "@countersign/core";
import type { Span } from "../../facts/fact.ts";

const CODES: ReadonlySet<string> = new Set(["logic.changed", "logic.unclaimed"]);

/**
 * Without files in findings of `logic` whose every place another class explains: a finding of R2 or more about the same file, of which
 * lines meet the changed ones. What nothing explains stays, so that a changed file is never nothing.
 */
export function unexplained(findings: readonly Finding[]): readonly Finding[] {
  const others = new Map<string, Span[]>();
  for (const { class: name, risk, at } of findings) {
    if (name === "logic" || risk === "R1") continue;
    for (const { path, side, from, to } of at) {
      const span = from === 0 && to === 0 ? WHOLE : { from, to };
      others.getOrInsertComputed(`${side} ${path}`, () => []).push(span);
    }
  }
  const meets = new Map([...others].map(([key, spans]) => [key, meeting(spans)]));
  const isExplained = ({ path, side, from, to }: Location) => meets.get(`${side} ${path}`)?.({ from, to }) ?? false;
  return findings.flatMap((one) => {
    if (one.class !== "logic" || !CODES.has(one.code)) return [one];
    const files = Map.groupBy(one.at, ({ path }) => path);
    const known = new Set([...files].flatMap(([path, at]) => (at.every(isExplained) ? [path] : [])));
    const left = one.at.filter(({ path }) => !known.has(path));
    return left.length === 0 ? [] : [{ ...one, at: left }];
  });
}

const WHOLE: Span = { from: 0, to: Infinity };

/** Whether one of these spans meets another one. O(log n) each. */
function meeting(spans: readonly Span[]): (span: Span) => boolean {
  const sorted = spans.toSorted((a, b) => a.from - b.from);
  const reaches: number[] = [];
  for (const { to } of sorted) reaches.push(Math.max(to, reaches.at(-1) ?? 0));
  return ({ from, to }) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle]?.from ?? Infinity) <= to) low = middle + 1;
      else high = middle;
    }
    return (reaches[low - 1] ?? -1) >= from;
  };
}
