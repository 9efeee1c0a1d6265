import type { KeyObject } from "node:crypto";
import { CountersignError } from "@countersign/core";
import { appJwt } from "./app-jwt.ts";
import type { GithubAnswer } from "./answer.ts";
import type { As } from "./as.ts";
import { githubCaller } from "./caller.ts";
import type { AskOptions, Caller, CallerParts, Parameters } from "./caller.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import { installationTokens } from "./tokens.ts";
import type { Tokens } from "./tokens.ts";

/** What a client of one App is made with. */
export type GithubParts = Omit<CallerParts, "fetch"> & {
  readonly key: KeyObject;
  /** Milliseconds for one answer. */
  readonly timeout?: number;
};

/** GitHub's API for one App in one process. Errors are the codes `github.…`; nothing that writes is sent a second time by itself. */
export type Github = {
  /** One call, such as `GET /repos/{owner}/{repo}`. What did not change since it was asked before costs nothing. */
  readonly ask: (as: As, route: string, parameters: Parameters, options: AskOptions) => Promise<GithubAnswer>;
  /** Every page of a list, one after another; the items of all of them by `list`. */
  readonly pages: <T>(
    as: As,
    route: string,
    parameters: Parameters,
    list: (data: unknown) => readonly T[],
    options: AskOptions,
  ) => Promise<readonly T[]>;
  /** What goes into the `Authorization` header of a fetch of one repository. */
  readonly gitAuthorization: (installation: number, repository: number, signal: AbortSignal) => Promise<string>;
  /** Asks for new tokens of an installation: what it may do is another. */
  readonly forget: (installation: number) => void;
};

const TIMEOUT = 15_000;
/** Pages of a list, of a hundred each. */
const MOST_PAGES = 100;
/** Seconds: two clocks differ by the time that an answer takes; from this on it is more than that. */
const SKEW = 20;

/** Opens it. Nothing is asked before somebody asks. */
export function openGithub(parts: GithubParts): Github {
  const { app, key, now, timeout = TIMEOUT } = parts;
  let ahead = 0;
  const githubNow = () => now() + ahead;
  const fetch = guardedFetch(parts.api, timeout, (date) => {
    ahead = Math.abs(date - now()) > SKEW ? date - now() : 0;
  });
  const call = githubCaller({ ...parts, fetch });
  // A clock that was wrong is known by the refusal, which did nothing.
  const asApp = (route: string, parameters: Parameters, options: AskOptions) =>
    onceMore(() => call("app", `Bearer ${appJwt(key, app, githubNow())}`, route, parameters, options));
  const tokens = tokensOf(asApp, githubNow);
  const ask = asking(call, asApp, tokens);
  return {
    ask,
    pages: paging(ask),
    forget: tokens.forget,
    async gitAuthorization(installation, repository, signal) {
      const token = await tokens.get({ installation, repository }, true, signal);
      return `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
    },
  };
}

type AsApp = (route: string, parameters: Parameters, options: AskOptions) => Promise<GithubAnswer>;

function asking(call: Caller, asApp: AsApp, tokens: Tokens): Github["ask"] {
  return (as, route, parameters, options) => {
    if (as === "app") return asApp(route, parameters, options);
    const once = async () => {
      const token = await tokens.get(as, false, options.signal);
      return call(as, `token ${token}`, route, parameters, options);
    };
    return onceMore(once, () => tokens.forget(as.installation));
  };
}

function tokensOf(asApp: AsApp, githubNow: () => number): Tokens {
  return installationTokens(async ({ installation, repository }, fetches, signal) => {
    const parameters = {
      installation_id: installation,
      ...(repository === undefined ? {} : { repository_ids: [repository] }),
      ...(fetches ? { permissions: { contents: "read" } } : {}),
    };
    const route = "POST /app/installations/{installation_id}/access_tokens";
    return (await asApp(route, parameters, { signal, urgency: "decision" })).data;
  }, githubNow);
}

function paging(ask: Github["ask"]): Github["pages"] {
  return async <T>(
    as: As,
    route: string,
    parameters: Parameters,
    list: (data: unknown) => readonly T[],
    options: AskOptions,
  ) => {
    const items: T[] = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const { data, headers } = await ask(as, route, { per_page: 100, ...parameters, page }, options);
      items.push(...list(data));
      if (!/;\s*rel="next"/.test(headers["link"] ?? "")) return items;
    }
    throw new CountersignError("github.refused", `${route} has more than ${MOST_PAGES} pages`);
  };
}

/** What was refused for who asked was not done, so asking once more does nothing twice. */
async function onceMore<T>(ask: () => Promise<T>, before: () => void = () => {}): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== "github.unauthorized") throw error;
    before();
    return ask();
  }
}
