import type { Threshold } from "../../policy.ts";
import { GUARD, STRICTER } from "../facet.ts";
import type { Named } from "../facet.ts";
import { spellThreshold } from "../words.ts";

/** What a list of thresholds asks for: of each organisation how many, out of whom. `where` names the list: `governance`. */
export function* thresholdFacets(where: string, thresholds: readonly Threshold[], part?: string): Iterable<Named> {
  for (const [index, threshold] of thresholds.entries()) {
    const { organisation, people, count } = threshold;
    const nth = thresholds.slice(0, index).filter((one) => one.organisation === organisation).length;
    const name = `${where} by ${organisation}${nth === 0 ? "" : ` (${nth + 1})`}`;
    const whole = spellThreshold(threshold);
    yield [name, { says: "", presence: STRICTER, whole, ...(part === undefined ? {} : { part }) }];
    yield [
      `people who must agree for ${name}`,
      { says: `${count}`, measure: { kind: "amount", amount: count }, part: name },
    ];
    for (const person of people) yield [`${person} in ${name}`, { says: "may sign", presence: GUARD, part: name }];
  }
}
