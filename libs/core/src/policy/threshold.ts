import type { Threshold } from "./policy.ts";

/** Whether enough of the people named have signed, for every threshold; nothing asked is nothing met. People count, never keys. */
export function thresholdMet(thresholds: readonly Threshold[], people: Iterable<string>): boolean {
  return thresholds.length > 0 && unmet(thresholds, people).length === 0;
}

/** A threshold with what it still lacks: how many, out of whom. */
export type Unmet = Threshold & { readonly missing: number; readonly from: readonly string[] };

/** The thresholds that these people do not meet. */
export function unmet(thresholds: readonly Threshold[], people: Iterable<string>): readonly Unmet[] {
  const signed = new Set(people);
  return thresholds.flatMap((threshold) => {
    const named = new Set(threshold.people);
    const missing = threshold.count - named.intersection(signed).size;
    return missing <= 0 ? [] : [{ ...threshold, missing, from: [...named.difference(signed)] }];
  });
}
