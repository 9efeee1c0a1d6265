import type { Hub } from "../hub.ts";
import { ApiError } from "./api-error.ts";
import type { Caller, Route } from "./route.ts";

/** What one caller may ask for in an hour, and has. */
type Window = { limit: number; used: number; reset: number };

/** GitHub's limits: requests an hour, points a minute, what makes content a minute and an hour, and how many at once. */
export type Limits = {
  /** Counts a request against the secondary limits, or refuses it. Returns what ends it. */
  readonly enter: (caller: Caller, route: Route) => () => void;
  /** Counts a request against the hour, or refuses it. A 304 is free and is not counted. */
  readonly spend: (caller: Caller, cost: -1 | 0 | 1) => Readonly<Record<string, string>>;
  readonly left: (caller: Caller) => {
    readonly limit: number;
    readonly used: number;
    readonly remaining: number;
    readonly reset: number;
  };
};

/** How much is allowed. */
export type Rates = {
  readonly atOnce: number;
  readonly pointsPerMinute: number;
  readonly contentPerMinute: number;
  readonly contentPerHour: number;
};

/** What GitHub allows. */
export const RATES: Rates = { atOnce: 100, pointsPerMinute: 900, contentPerMinute: 80, contentPerHour: 500 };

/** Limits that keep count in this process. */
export function requestLimits(hub: Pick<Hub, "clock" | "state">, rates: Rates): Limits {
  const windows = new Map<string, Window>();
  const points = slidingCounts(hub.clock);
  const content = slidingCounts(hub.clock);
  const running = new Map<string, number>();
  const windowOf = (caller: Caller) => {
    const key = keyOf(caller);
    const now = hub.clock.now();
    const known = windows.get(key);
    if (known !== undefined && known.reset > now) return known;
    const fresh = { limit: hourly(hub, caller), used: 0, reset: now + 3600 };
    windows.set(key, fresh);
    return fresh;
  };
  return {
    enter: (caller, route) => {
      const key = keyOf(caller);
      const now = running.get(key) ?? 0;
      if (now >= rates.atOnce) throw secondary();
      if (!points.add(key, route.method === "get" ? 1 : 5, rates.pointsPerMinute, 60)) throw secondary();
      if (route.makesContent === true) {
        if (!content.add(`${key} minute`, 1, rates.contentPerMinute, 60)) throw secondary();
        if (!content.add(`${key} hour`, 1, rates.contentPerHour, 3600)) throw secondary();
      }
      running.set(key, now + 1);
      return () => void running.set(key, (running.get(key) ?? 1) - 1);
    },
    spend: (caller, cost) => {
      const window = windowOf(caller);
      if (window.used + cost > window.limit) throw primary(headersOf(window));
      window.used += cost;
      return headersOf(window);
    },
    left: (caller) => {
      const { limit, used, reset } = windowOf(caller);
      return { limit, used, remaining: limit - used, reset };
    },
  };
}

/** The refusal for too many requests in an hour. */
export function primary(headers: Readonly<Record<string, string>>): ApiError {
  return new ApiError(403, "API rate limit exceeded for installation.", { headers });
}

/** The refusal for too much at once; GitHub does not always say for how long. */
export function secondary(headers: Readonly<Record<string, string>> = { "retry-after": "60" }): ApiError {
  return new ApiError(
    403,
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    {
      headers,
    },
  );
}

function headersOf({ limit, used, reset }: Window): Readonly<Record<string, string>> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(limit - used),
    "x-ratelimit-used": String(used),
    "x-ratelimit-reset": String(reset),
    "x-ratelimit-resource": "core",
  };
}

/** 5,000 an hour, 50 more for each repository above 20, at most 12,500; 60 for nobody. */
function hourly({ state }: Pick<Hub, "state">, caller: Caller): number {
  if (caller.kind === "nobody") return 60;
  if (caller.kind !== "installation") return 5_000;
  const { account, repositories } = caller.installation;
  const count = repositories?.length ?? state.repositories.where(({ owner }) => owner === account).length;
  return Math.min(12_500, 5_000 + 50 * Math.max(0, count - 20));
}

function keyOf(caller: Caller): string {
  if (caller.kind === "app") return `app ${caller.app.id}`;
  if (caller.kind === "installation") return `installation ${caller.installation.id}`;
  return caller.kind === "user" ? `user ${caller.user}` : "nobody";
}

/** Counts over the last `seconds`. */
function slidingCounts(clock: Hub["clock"]) {
  const counts = new Map<string, { readonly at: number; readonly weight: number }[]>();
  return {
    add: (key: string, weight: number, most: number, seconds: number): boolean => {
      const now = clock.now();
      const kept = (counts.get(key) ?? []).filter(({ at }) => at > now - seconds);
      counts.set(key, kept);
      if (kept.reduce((sum, one) => sum + one.weight, 0) + weight > most) return false;
      kept.push({ at: now, weight });
      return true;
    },
  };
}
