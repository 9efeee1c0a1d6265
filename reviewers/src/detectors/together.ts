import type { Finding } from "@countersign/core";
import { keptPlaces } from "../content/places.ts";

/** Findings of one class and code that say the same, as one with all their places; in the order of their first. */
export function together(findings: readonly Finding[]): readonly Finding[] {
  const same = Map.groupBy(findings, ({ class: name, code, risk, title, evidence }) =>
    JSON.stringify([name, code, risk, title, evidence["test"] ?? ""]),
  );
  return [...same.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const places = new Map(all.flatMap(({ at }) => at).map((one) => [JSON.stringify(one), one]));
    return [{ ...first, at: keptPlaces([...places.values()]) }];
  });
}
