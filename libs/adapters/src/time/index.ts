export { fixedClock, systemClock } from "./clock.ts";
export type { Clock } from "./clock.ts";
export { randomness } from "./randomness.ts";
export type { Randomness } from "./randomness.ts";
