import { CountersignError } from "../../error.ts";
import type { Policy } from "../policy.ts";

/** What well-formed parts of a policy must not say about each other; yields every fault that it finds. */
export type Rule = (policy: Policy) => Iterable<CountersignError>;

/** A fault of a policy. */
export function fault(code: string, detail: string): CountersignError {
  return new CountersignError(`policy.${code}`, detail);
}

/** The items whose name an earlier one has, with that name. */
export function* repeated<T>(items: Iterable<T>, nameOf: (item: T) => string): Iterable<readonly [T, string, T]> {
  const seen = new Map<string, T>();
  for (const item of items) {
    const name = nameOf(item);
    const first = seen.get(name);
    if (first === undefined) seen.set(name, item);
    else yield [item, name, first];
  }
}
