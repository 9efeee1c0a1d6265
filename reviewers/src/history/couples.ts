import type { Moving } from "./moving.ts";
import type { PastStep } from "./past.ts";

/** Times that two values moved in one change for them to belong together, this change included. */
const TOGETHER = 3;
/** Values that move together in one change and are compared with each other. */
const MOST = 200;
/** Values that are shared by everything. */
const COMMON: ReadonlySet<string> = new Set(["0", "1", "-1", "2", "10", "100", "true", "false"]);

/** Two values that moved in one change again and again. */
export type Couple = { readonly one: Moving; readonly other: Moving; readonly times: number };

/** A value that moves without another one that it used to move with. */
export type Alone = {
  readonly moving: Moving;
  readonly without: readonly { readonly name: string; readonly times: number }[];
};

/** Couples that this change moves together for at least the third time, and that have not one value anyway (`param.coupled`). */
export function couplesOf(moving: readonly Moving[], steps: readonly PastStep[]): readonly Couple[] {
  const when = changesByName(steps);
  const some = moving.slice(0, MOST);
  return some.flatMap((one, index) =>
    some.slice(index + 1).flatMap((other) => {
      if (one.before === other.before && one.after === other.after) return [];
      const times = 1 + shared(when.get(one.name), when.get(other.name));
      return times < TOGETHER ? [] : [{ one, other, times }];
    }),
  );
}

/**
 * Values that move without what belongs to them (`param.alone`): what moved with them three times, or had their very value, got another
 * one with them and has it still.
 *
 * @param touched names of everything that this change does something to
 */
export function aloneOf(
  moving: readonly Moving[],
  steps: readonly PastStep[],
  touched: ReadonlySet<string>,
): readonly Alone[] {
  const when = changesByName(steps);
  const latest = new Map(steps.map((step) => [step.name, step]));
  return moving.flatMap((one) => {
    const own = latest.get(one.name);
    if (own === undefined || own.after !== one.before) return [];
    const without = [...latest.values()].flatMap((step) => {
      if (step.name === one.name || touched.has(step.name)) return [];
      const times = shared(when.get(one.name), when.get(step.name));
      const twins =
        step.at === own.at && step.before === own.before && step.after === own.after && !COMMON.has(own.after);
      return times >= TOGETHER || twins ? [{ name: step.name, times }] : [];
    });
    return without.length === 0 ? [] : [{ moving: one, without }];
  });
}

function changesByName(steps: readonly PastStep[]): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  for (const { name, at } of steps) {
    const own = found.get(name);
    if (own === undefined) found.set(name, new Set([at]));
    else own.add(at);
  }
  return found;
}

function shared(one: ReadonlySet<number> = new Set(), other: ReadonlySet<number> = new Set()): number {
  return [...one].filter((at) => other.has(at)).length;
}
