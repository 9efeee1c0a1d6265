import type { Request, RequestHandler } from "express";
import { addressName, rateLimit } from "./access/rate-limit.ts";
import type { Rate, RateLimit } from "./access/rate-limit.ts";
import { takeOne } from "./http/limits.ts";

/** How often one client may ask a log by its address: for its public files, and for what is work: bundles, evidence, records. */
export type LogRates = { readonly reading: Rate; readonly work: Rate };

/** Room for a monitor that follows a log of a million leaves tile by tile, and for a pipeline that hands in what it kept. */
export const USUAL_LOG_RATES: LogRates = {
  reading: { burst: 20_000, perSecond: 500 },
  work: { burst: 1_000, perSecond: 50 },
};

/** This machine, which no proxy speaks for. */
const OWN = /^(?:127\.\d+\.\d+\.\d+|0:0:0:0::\/64)$/;

/** Begins to count requests of clients, in this process: `limit.rate`. Programs on this machine are not counted. */
export function logLimits({ reading, work }: LogRates, now: () => number = () => performance.now()) {
  const byAddress = (limit: RateLimit): RequestHandler => {
    return ({ ip }: Request, _response, next) => {
      const who = addressName(ip);
      if (!OWN.test(who)) takeOne(limit, who, now());
      next();
    };
  };
  return { reading: byAddress(rateLimit(reading)), work: byAddress(rateLimit(work)) };
}
