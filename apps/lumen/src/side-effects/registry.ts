import { ImpressionsSideEffect } from "./impressions.ts";
import { ServedStatsSideEffect } from "./served-stats.ts";
import type { SideEffect } from "./side-effect.ts";

/** What happens after each feed, in this order. */
export const SIDE_EFFECTS: readonly SideEffect[] = [ImpressionsSideEffect, ServedStatsSideEffect];
