import { compare } from "../facts/decimal.ts";
import { ratioOf, shortRatio } from "../facts/ratio.ts";
import { stepsTo } from "./moving.ts";
import type { Moving } from "./moving.ts";
import type { PastStep } from "./past.ts";

/** Steps in one direction that make a ramp, this change's own included. */
const RAMP = 3;

/** Values that went up, or down, in this change and in those before: each looks harmless alone. */
export type Ramp = {
  readonly moving: Moving;
  /** Earlier steps, the oldest first. */
  readonly steps: readonly PastStep[];
  readonly first: string;
  readonly ratio?: string;
};

/** Ramps of at least three steps in one direction (`param.ramp`). */
export function rampsOf(moving: readonly Moving[], steps: readonly PastStep[]): readonly Ramp[] {
  return moving.flatMap((one) => {
    if (!isNumber(one.before) || !isNumber(one.after)) return [];
    const up = compare(one.after, one.before);
    const same: PastStep[] = [];
    for (const step of stepsTo(one, steps)) {
      if (!isNumber(step.before) || compare(step.after, step.before) !== up) break;
      same.unshift(step);
    }
    const [oldest] = same;
    if (oldest === undefined || same.length + 1 < RAMP) return [];
    const ratio = ratioOf(oldest.before, one.after);
    return [
      { moving: one, steps: same, first: oldest.before, ...(ratio === undefined ? {} : { ratio: shortRatio(ratio) }) },
    ];
  });
}

function isNumber(text: string): boolean {
  return /^-?\d+(?:\.\d+)?$/u.test(text);
}
