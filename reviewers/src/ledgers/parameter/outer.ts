import type { Fact, Setting } from "../../facts/fact.ts";
import { lastName } from "../extract.ts";

/** Arguments around one place that are remembered. */
const MOST_OPEN = 20;

/**
 * The name of the argument in whose value an argument stands: in `replyParams = Some(LinearParams(weight = 1.0))` the weight is of
 * `replyParams`. By fact, for those that stand in one. Linear in the facts.
 */
export function outerArguments(facts: readonly Fact[]): ReadonlyMap<Fact, string> {
  const found = new Map<Fact, string>();
  let open: readonly Setting[] = [];
  for (const fact of facts) {
    if (fact.fact !== "setting") continue;
    open = open.filter(({ to }) => to >= fact.from);
    const { callee } = fact;
    if (fact.as === "argument" && callee !== undefined) {
      const outer = open.findLast(({ value }) => value.is === "code" && value.text.includes(lastName(callee)));
      if (outer !== undefined) found.set(fact, outer.name);
    }
    if (fact.value.is === "code") open = [...open.slice(-MOST_OPEN), fact];
  }
  return found;
}
