import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { CountersignError } from "@countersign/core";
import type { RegistrationPage } from "./registration-page.ts";

/** A page of this machine that a browser comes back to. */
export type Loopback = AsyncDisposable & {
  /** What the browser is to open; nobody else on this machine can guess it. */
  readonly address: string;
  /** The code that GitHub sent back with the right state, once. */
  readonly code: Promise<string>;
};

/**
 * Serves the page on a free port of the loopback until it is disposed. `pageFor` makes it for the address that GitHub sends the browser back
 * to. Only a code with `state` counts, and only the first; whatever else comes changes nothing. `usage.listen`
 */
export async function openLoopback(state: string, pageFor: (redirect: string) => RegistrationPage): Promise<Loopback> {
  const server = createServer({ requestTimeout: 10_000 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening").catch((cause: unknown) => {
    throw new CountersignError("usage.listen", "no port of this machine is free", { cause });
  });
  const bound = server.address();
  const host = `127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
  const [secret, came] = [randomBytes(24).toString("base64url"), Promise.withResolvers<string>()];
  const page = pageFor(`http://${host}/created`);
  let taken = false;
  server.on("request", (request, response) => {
    const url = new URL(request.url ?? "/", `http://${host}`);
    // Another name of this machine is how pages of strangers reach it.
    if (request.headers.host !== host || request.method !== "GET")
      return say(request, response, 404, "Nothing is here.");
    if (url.pathname === `/${secret}` && !taken) return say(request, response, 200, page);
    if (url.pathname !== "/created") return say(request, response, 404, "Nothing is here.");
    const code = url.searchParams.get("code");
    if (taken || code === null || !same(url.searchParams.get("state") ?? "", state))
      return say(request, response, 400, "This does not belong to what the command began. Go back to your terminal.");
    taken = true;
    say(request, response, 200, "GitHub has answered. Go back to your terminal; this page can be closed.");
    came.resolve(code);
  });
  return {
    address: `http://${host}/${secret}`,
    code: came.promise,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeIdleConnections();
      server.closeAllConnections();
    },
  };
}

/** Whether two secrets are the same, in a time that does not tell. */
export function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function say(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  what: string | RegistrationPage,
): void {
  const page = typeof what === "string" ? undefined : what;
  request.resume();
  response.writeHead(status, {
    "content-type": `text/${page === undefined ? "plain" : "html"}; charset=utf-8`,
    "content-security-policy": `${page?.policy ?? "default-src 'none'; base-uri 'none'; form-action 'none'"}; frame-ancestors 'none'`,
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "origin",
    "x-content-type-options": "nosniff",
    connection: "close",
  });
  response.end(typeof what === "string" ? `${what}\n` : what.html);
}
