import type { KeyObject } from "node:crypto";
import { CountersignError } from "@countersign/core";
import { appJwt } from "@countersign/service/github-app";
import { z } from "zod";
import { VERSION } from "../version.ts";

/** Who asks: the App itself, or one of its installations with the permissions that it is to use, all of them for reading. */
export type Asking = "app" | { readonly installation: number; readonly reads: readonly string[] };

/** GitHub's API for one call of the program, which only reads. Errors are the codes `github.…`. */
export type AppClient = {
  /** One answer, by a path such as `/app`. */
  readonly get: (as: Asking, path: string) => Promise<unknown>;
  /** The same where there may be nothing, or nothing that the App may see: undefined then. */
  readonly find: (as: Asking, path: string) => Promise<unknown>;
  /** Every page of a list; `list` takes the items out of each. */
  readonly pages: (
    as: Asking,
    path: string,
    list: (page: unknown) => readonly unknown[],
  ) => Promise<readonly unknown[]>;
  /** Seconds by which GitHub's clock was ahead of this machine's in the newest answer; undefined before the first. */
  readonly ahead: () => number | undefined;
};

/** What a client is made with; `now` in seconds. */
export type ClientParts = {
  readonly api: string;
  readonly app: number;
  readonly key: KeyObject;
  readonly now: () => number;
};

/** Milliseconds of an answer, pages of a list of a hundred each, seconds by which two clocks may differ before it matters. */
const [PATIENCE, MOST_PAGES, SKEW] = [15_000, 50, 20];

const tokenForm = z.object({ token: z.string().min(1) });

/** Begins to ask, one question after the other. Tokens are for this call, in memory alone, and can do no more than read. */
export function appClient({ api, app, key, now }: ClientParts): AppClient {
  let ahead: number | undefined;
  const [tokens, asked] = [new Map<number, Promise<string>>(), new Map<string, Promise<Answer>>()];
  let turn: Promise<unknown> = Promise.resolve();
  const send: Send = (authorization, method, path, body) => {
    const answer = turn.then(() => sendOnce(`${api}${path}`, method, authorization, body));
    turn = answer.catch(() => undefined);
    return answer.then((heard) => {
      if (heard.date !== undefined) ahead = heard.date - now();
      return heard;
    });
  };
  const jwt = () => `Bearer ${appJwt(key, app, now() + (Math.abs(ahead ?? 0) > SKEW ? (ahead ?? 0) : 0))}`;
  const asApp: AsApp = async (method, path, body) => {
    const answer = await send(jwt(), method, path, body);
    // A clock that is wrong is known by the refusal, which did nothing.
    return answer.status === 401 && Math.abs(ahead ?? 0) > SKEW ? send(jwt(), method, path, body) : answer;
  };
  const token = ({ installation, reads }: Exclude<Asking, "app">): Promise<string> => {
    const known = tokens.get(installation) ?? makeToken(asApp, installation, reads);
    tokens.set(installation, known);
    return known;
  };
  const askOnce = async (as: Asking, path: string): Promise<Answer> =>
    as === "app" ? asApp("GET", path) : send(`token ${await token(as)}`, "GET", path);
  /** Several checks look at the same. */
  const ask = (as: Asking, path: string): Promise<Answer> => {
    const name = `${as === "app" ? as : as.installation} ${path}`;
    const known = asked.get(name) ?? askOnce(as, path);
    asked.set(name, known);
    return known;
  };
  const get = async (as: Asking, path: string) => good(await ask(as, path), path).data;
  return {
    get,
    async find(as, path) {
      const answer = await ask(as, path);
      return answer.status === 404 || (answer.status === 403 && !isLimited(answer))
        ? undefined
        : good(answer, path).data;
    },
    async pages(as, path, list) {
      const items: unknown[] = [];
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const answer = good(await ask(as, `${path}${path.includes("?") ? "&" : "?"}per_page=100&page=${page}`), path);
        items.push(...list(answer.data));
        if (!/;\s*rel="next"/.test(answer.link)) return items;
      }
      throw new CountersignError("github.refused", `${path} has more than ${MOST_PAGES} pages`);
    },
    ahead: () => ahead,
  };
}

type Answer = {
  readonly status: number;
  readonly data: unknown;
  readonly message: string;
  readonly link: string;
  readonly remaining: string | null;
  readonly date?: number;
};

type AsApp = (method: "GET" | "POST", path: string, body?: object) => Promise<Answer>;
type Send = (authorization: string, ...call: Parameters<AsApp>) => Promise<Answer>;

const messageForm = z.object({ message: z.string() });

async function sendOnce(url: string, method: string, authorization: string, body?: object): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method,
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
      headers: {
        authorization,
        accept: "application/vnd.github+json",
        "user-agent": `countersign/${VERSION}`,
        "x-github-api-version": "2022-11-28",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const data: unknown = jsonIn(await response.text());
    const date = Date.parse(response.headers.get("date") ?? "") / 1000;
    const said = messageForm.safeParse(data);
    return {
      status: response.status,
      data,
      message: said.success ? said.data.message.slice(0, 200) : "",
      link: response.headers.get("link") ?? "",
      remaining: response.headers.get("x-ratelimit-remaining"),
      ...(Number.isNaN(date) ? {} : { date }),
    };
  } catch (cause) {
    throw new CountersignError("github.unreachable", `${new URL(url).origin} does not answer`, { cause });
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isLimited({ message, remaining }: Answer): boolean {
  return remaining === "0" || /rate limit/i.test(message);
}

/** An answer that says what was asked for, or what it means that it does not. */
function good(answer: Answer, path: string): Answer {
  const { status, message } = answer;
  if (status >= 200 && status < 300) return answer;
  const detail = `${path}: ${status} ${message}`.trimEnd();
  if (status === 429 || (status === 403 && isLimited(answer))) throw new CountersignError("github.limited", detail);
  throw new CountersignError(codeOf(status, message), detail);
}

function codeOf(status: number, message: string): string {
  if (status >= 500) return "github.unreachable";
  if (status === 401) return "github.unauthorized";
  if (status === 403) return /suspended/i.test(message) ? "github.suspended" : "github.permission";
  if (status === 404) return "github.not-found";
  return status < 400 ? "github.elsewhere" : "github.refused";
}

async function makeToken(asApp: AsApp, installation: number, reads: readonly string[]): Promise<string> {
  const path = `/app/installations/${installation}/access_tokens`;
  const permissions = Object.fromEntries(reads.map((name) => [name, "read"]));
  const read = tokenForm.safeParse(good(await asApp("POST", path, { permissions }), path).data);
  if (read.success) return read.data.token;
  throw new CountersignError("github.unreachable", "GitHub answered no token");
}
