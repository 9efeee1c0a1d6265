import { seededRandom } from "./random.ts";

/**
 * What can go wrong with a delivery: it never leaves and no log knows it; the receiver is not reached, and the log says so; it
 * comes later; twice; after the next one; cut off; with another signature; or the receiver's answer takes too long.
 */
export const DELIVERY_FAULTS = [
  "drop",
  "fail",
  "delay",
  "duplicate",
  "reorder",
  "truncate",
  "wrong-signature",
  "time-out",
] as const;
export type DeliveryFault = (typeof DELIVERY_FAULTS)[number];

/**
 * What can go wrong with a request: no answer at all; an error before anything was done, or after it was; both kinds of limit, with
 * and without a word about how long; what was true before the last change; and a token that ends just now.
 */
export const REQUEST_FAULTS = [
  "no-answer",
  "error-before",
  "error-after",
  "primary-limit",
  "secondary-limit",
  "secondary-limit-unsaid",
  "stale",
  "token-revoked",
] as const;
export type RequestFault = (typeof REQUEST_FAULTS)[number];

/**
 * How often, and of what: `only` names an event or an operation. Without count and rate: always. `seconds` is how long a delivery is
 * late, or what a limit says that one has to wait.
 */
export type FaultPlan = {
  readonly count?: number;
  readonly rate?: number;
  readonly only?: string;
  readonly seconds?: number;
};

/** A fault that happens now. */
export type Played<Kind> = { readonly kind: Kind; readonly seconds: number };

/** The faults of this GitHub. */
export type Faults = {
  readonly delivery: (kind: DeliveryFault, plan?: FaultPlan) => void;
  readonly request: (kind: RequestFault, plan?: FaultPlan) => void;
  /** Ends all of them. */
  readonly clear: () => void;
  /** How many of each were played. */
  readonly played: ReadonlyMap<string, number>;
  /** Seconds by which this GitHub's clock is wrong where it checks and says the time. */
  clockOffset: number;
  /** Tokens of the long form, `ghs_APP_JWT`. */
  longTokens: boolean;
  readonly drawDelivery: (event: string) => Played<DeliveryFault> | undefined;
  readonly drawRequest: (operation: string) => Played<RequestFault> | undefined;
};

/** No fault until one is asked for; what is left to chance is decided by the seed. */
export function noFaults(seed: number): Faults {
  const random = seededRandom(seed);
  const played = new Map<string, number>();
  const deliveries = planned<DeliveryFault>(random, played);
  const requests = planned<RequestFault>(random, played);
  return {
    delivery: deliveries.add,
    request: requests.add,
    clear: () => {
      deliveries.clear();
      requests.clear();
    },
    played,
    clockOffset: 0,
    longTokens: false,
    drawDelivery: deliveries.draw,
    drawRequest: requests.draw,
  };
}

function planned<Kind extends string>(random: () => number, played: Map<string, number>) {
  const plans: { kind: Kind; left: number; rate: number; only: string | undefined; seconds: number }[] = [];
  const happens = (plan: (typeof plans)[number], of: string) =>
    plan.left > 0 && (plan.only === undefined || plan.only === of) && (plan.rate >= 1 || random() < plan.rate);
  return {
    add: (kind: Kind, { count = Infinity, rate = 1, only, seconds = 60 }: FaultPlan = {}) =>
      void plans.push({ kind, left: count, rate, only, seconds }),
    clear: () => void plans.splice(0),
    draw: (of: string): Played<Kind> | undefined => {
      const plan = plans.find((one) => happens(one, of));
      if (plan === undefined) return undefined;
      plan.left -= 1;
      played.set(plan.kind, (played.get(plan.kind) ?? 0) + 1);
      return { kind: plan.kind, seconds: plan.seconds };
    },
  };
}
