import { CountersignError } from "@countersign/core";

/** How urgent a call is: a decision is made before anything is made nicer. */
export type Urgency = "decision" | "usual" | "cosmetic";

/** What one installation may still ask (github.md §8). */
export type Budget = {
  /** Counts a call, or refuses it: `github.limited` with the seconds to wait in its facts. */
  readonly take: (method: string, urgency: Urgency, now: number) => void;
  /** What an answer said about limits. */
  readonly heard: (headers: Readonly<Record<string, string>>, now: number) => void;
  /** Nobody asks until then. */
  readonly wait: (seconds: number, now: number) => void;
};

/** Points and creations of a minute, with room below GitHub's 900 and 80. */
const POINTS_A_MINUTE = 700;
const CREATED_A_MINUTE = 60;
const CREATED_AN_HOUR = 400;
/** Part of the hour's requests that is left to what is more urgent. */
const KEPT_FROM: Readonly<Record<Urgency, number>> = { decision: 0, usual: 0.05, cosmetic: 0.2 };

/** A budget of its own for each installation, so that one that is exhausted stops no other (attack G8). Times are seconds. */
export function callBudget(): Budget {
  let blockedUntil = 0;
  let primary: { readonly limit: number; readonly remaining: number; readonly reset: number } | undefined;
  const points = window(60);
  const createdMinute = window(60);
  const createdHour = window(3_600);
  return {
    take(method, urgency, now) {
      if (now < blockedUntil) throw limited(blockedUntil - now);
      if (primary !== undefined && now < primary.reset && primary.remaining < primary.limit * KEPT_FROM[urgency])
        throw limited(primary.reset - now);
      const cost = method === "GET" ? 1 : 5;
      if (urgency !== "decision") points.require(POINTS_A_MINUTE - cost, now);
      points.add(cost, now);
      if (method !== "POST") return;
      if (urgency !== "decision") {
        createdMinute.require(CREATED_A_MINUTE - 1, now);
        createdHour.require(CREATED_AN_HOUR - 1, now);
      }
      createdMinute.add(1, now);
      createdHour.add(1, now);
    },
    heard(headers, now) {
      const [limit, remaining, reset] = ["limit", "remaining", "reset"].map((name) =>
        Number(headers[`x-ratelimit-${name}`] ?? Number.NaN),
      );
      if (limit !== undefined && remaining !== undefined && reset !== undefined && reset > now && limit > 0)
        primary = { limit, remaining, reset };
    },
    wait(seconds, now) {
      blockedUntil = Math.max(blockedUntil, now + seconds);
    },
  };
}

/** Sums what came within so many seconds. */
function window(seconds: number) {
  let taken: readonly { readonly at: number; readonly cost: number }[] = [];
  const forget = (now: number) => void (taken = taken.filter(({ at }) => at > now - seconds));
  return {
    require(most: number, now: number) {
      forget(now);
      const sum = taken.reduce((all, { cost }) => all + cost, 0);
      if (sum > most) throw limited((taken[0]?.at ?? now) + seconds - now);
    },
    add(cost: number, now: number) {
      forget(now);
      taken = [...taken, { at: now, cost }];
    },
  };
}

function limited(seconds: number): CountersignError {
  const facts = { seconds: Math.max(1, Math.ceil(seconds)) };
  return new CountersignError("github.limited", `GitHub is asked again in ${facts.seconds} s`, { facts });
}
