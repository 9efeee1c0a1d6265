import type { Finding } from "@countersign/core";

/**
 * Without findings of `logic` whose every place another class explains: a finding of R2 or more about the same file, of which lines
 * meet the changed ones. What nothing explains stays, so that a changed behaviour file is never nothing.
 */
export function unexplained(findings: readonly Finding[]): readonly Finding[] {
  const others = new Map<string, (readonly [from: number, to: number])[]>();
  for (const { class: name, risk, at } of findings) {
    if (name === "logic" || risk === "R1") continue;
    for (const { path, side, from, to } of at) {
      const key = `${side} ${path}`;
      const spans = others.get(key);
      if (spans === undefined) others.set(key, [[from, to]]);
      else spans.push([from, to]);
    }
  }
  return findings.filter(({ class: name, code, at }) => {
    if (name !== "logic" || code !== "logic.changed") return true;
    return !at.every(({ path, side, from, to }) => {
      const spans = others.get(`${side} ${path}`) ?? [];
      return spans.some(([first, last]) => (first === 0 && last === 0) || (first <= to && last >= from));
    });
  });
}
