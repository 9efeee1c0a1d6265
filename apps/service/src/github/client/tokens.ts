import { CountersignError } from "@countersign/core";
import { z } from "zod";
import type { As } from "./as.ts";
import { spellAs } from "./as.ts";

type Installation = Exclude<As, "app">;

/** Tokens of installations: in memory alone, opaque, and of any length. */
export type Tokens = {
  /** One that still lasts; one that `fetches` can read contents and nothing else. */
  readonly get: (as: Installation, fetches: boolean, signal: AbortSignal) => Promise<string>;
  /** Forgets those of an installation: GitHub did not take one. */
  readonly forget: (installation: number) => void;
};

type Make = (as: Installation, fetches: boolean, signal: AbortSignal) => Promise<unknown>;

/** Seconds before its end from which on a token is not used any more. */
const SPARE = 300;
const answer = z.object({ token: z.string().min(1), expires_at: z.iso.datetime({ offset: true }) });

/** Asks for tokens as they are needed, once for each. `make` asks GitHub; `now` in seconds of GitHub's clock. */
export function installationTokens(make: Make, now: () => number): Tokens {
  const kept = new Map<string, { readonly installation: number; readonly token: string; readonly until: number }>();
  const asked = new Map<string, Promise<string>>();
  const ask = async (key: string, as: Installation, fetches: boolean, signal: AbortSignal) => {
    const read = answer.safeParse(await make(as, fetches, signal));
    if (!read.success) throw new CountersignError("github.unreachable", "GitHub answered no token");
    const { token, expires_at: ends } = read.data;
    kept.set(key, { installation: as.installation, token, until: Date.parse(ends) / 1000 - SPARE });
    return token;
  };
  return {
    async get(as, fetches, signal) {
      const key = `${spellAs(as)} ${fetches}`;
      const known = kept.get(key);
      if (known !== undefined && now() < known.until) return known.token;
      const waiting = asked.get(key) ?? ask(key, as, fetches, signal).finally(() => asked.delete(key));
      asked.set(key, waiting);
      return waiting;
    },
    forget(installation) {
      for (const [key, one] of kept) if (one.installation === installation) kept.delete(key);
    },
  };
}
