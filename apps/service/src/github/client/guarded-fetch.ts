import { CountersignError } from "@countersign/core";

/** Redirects that are followed: a renamed repository answers one. */
const MOST_HOPS = 3;

/**
 * Fetches from one place and nowhere else (attack G18): redirects are followed for reading, on the same origin. Each answer has a limit in
 * milliseconds, beside the caller's own signal. `dated` hears GitHub's time in each answer, in seconds since the epoch.
 */
export function guardedFetch(
  api: string,
  timeout: number,
  dated: (time: number) => void,
): (url: string, init: RequestInit) => Promise<Response> {
  const { origin } = new URL(api);
  const one = async (url: URL, init: RequestInit, hops: number): Promise<Response> => {
    if (url.origin !== origin) throw new CountersignError("github.elsewhere", `GitHub's API leads to ${url.origin}`);
    const late = AbortSignal.timeout(timeout);
    const signal = init.signal ? AbortSignal.any([init.signal, late]) : late;
    const response = await fetch(url, { ...init, signal, redirect: "manual" });
    const date = Date.parse(response.headers.get("date") ?? "");
    if (!Number.isNaN(date)) dated(date / 1000);
    const to = response.status >= 301 && response.status <= 308 ? response.headers.get("location") : null;
    if (to === null || (init.method ?? "GET") !== "GET" || hops === MOST_HOPS) return response;
    await response.body?.cancel();
    return one(new URL(to, url), init, hops + 1);
  };
  return (url, init) => one(new URL(url), init, 0);
}
