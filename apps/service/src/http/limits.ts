import { CountersignError } from "@countersign/core";
import type { Request, RequestHandler } from "express";
import { addressName, rateLimit } from "../access/rate-limit.ts";
import type { Rate, RateLimit } from "../access/rate-limit.ts";

/** How often one client may ask by its address, one principal from wherever, and how often somebody may try to sign in. */
export type Rates = { readonly address: Rate; readonly principal: Rate; readonly signIn: Rate };

/** Room for a page that loads everything at once, and for a pipeline that asks every second. */
export const USUAL_RATES: Rates = {
  address: { burst: 300, perSecond: 20 },
  principal: { burst: 300, perSecond: 20 },
  signIn: { burst: 20, perSecond: 0.2 },
};

/** Refuses who asks too often: `limit.rate`, with the seconds to wait in its facts. */
export type Limits = {
  readonly address: RequestHandler;
  readonly signIn: RequestHandler;
  readonly principal: (name: string | undefined) => void;
};

/** Begins to count requests, in this process. */
export function requestLimits(rates: Rates, now: () => number = () => performance.now()): Limits {
  const [addresses, principals, signIns] = [rates.address, rates.principal, rates.signIn].map((rate) =>
    rateLimit(rate),
  );
  const take = (limit: RateLimit | undefined, who: string) => takeOne(limit, who, now());
  const byAddress = (limit: RateLimit | undefined): RequestHandler => {
    return ({ ip }: Request, _response, next) => {
      take(limit, addressName(ip));
      next();
    };
  };
  return {
    address: byAddress(addresses),
    signIn: byAddress(signIns),
    principal: (name) => (name === undefined ? undefined : take(principals, name)),
  };
}

/** Takes one request of somebody at a time in milliseconds; `limit.rate`, with the seconds to wait in its facts. */
export function takeOne(limit: RateLimit | undefined, who: string, now: number): void {
  const seconds = limit?.take(who, now) ?? 0;
  if (seconds === 0) return;
  throw new CountersignError("limit.rate", `too many requests; come again in ${seconds} s`, { facts: { seconds } });
}
