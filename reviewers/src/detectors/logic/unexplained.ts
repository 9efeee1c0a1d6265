import type { Finding, Location } from "@countersign/core";
import type { Span } from "../../facts/fact.ts";

const CODES: ReadonlySet<string> = new Set(["logic.changed", "logic.unclaimed"]);

/**
 * Without files in findings of `logic` whose every place another class explains: findings of R2 or more about the same file that have at
 * least half of its lines. What nothing explains stays, so that a changed file is never nothing.
 */
export function unexplained(findings: readonly Finding[]): readonly Finding[] {
  const others = new Map<string, Span[]>();
  for (const { class: name, risk, at } of findings) {
    if (name === "logic" || risk === "R1") continue;
    for (const { path, side, from, to } of at) {
      const span = from === 0 && to === 0 ? WHOLE : { from, to };
      const spans = others.get(`${side} ${path}`) ?? [];
      spans.push(span);
      others.set(`${side} ${path}`, spans);
    }
  }
  const covers = new Map([...others].map(([key, spans]) => [key, covering(spans)]));
  const isExplained = ({ path, side, from, to }: Location) => covers.get(`${side} ${path}`)?.({ from, to }) ?? false;
  return findings.flatMap((one) => {
    if (one.class !== "logic" || !CODES.has(one.code)) return [one];
    const files = Map.groupBy(one.at, ({ path }) => path);
    const known = new Set([...files].flatMap(([path, at]) => (at.every(isExplained) ? [path] : [])));
    const left = one.at.filter(({ path }) => !known.has(path));
    return left.length === 0 ? [] : [{ ...one, at: left }];
  });
}

const WHOLE: Span = { from: 0, to: Infinity };

/** Whether these spans have at least half of the lines of another one. Linear in all that is asked, where these do not overlap. */
function covering(spans: readonly Span[]): (span: Span) => boolean {
  const apart: { from: number; to: number }[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else apart.push({ from, to });
  }
  return ({ from, to }) => {
    let [low, high] = [0, apart.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((apart[middle]?.to ?? Infinity) < from) low = middle + 1;
      else high = middle;
    }
    let lines = 0;
    for (let at = low; (apart[at]?.from ?? Infinity) <= to; at += 1)
      lines += Math.min(to, apart[at]?.to ?? 0) - Math.max(from, apart[at]?.from ?? 0) + 1;
    return lines * 2 >= to - from + 1;
  };
}
