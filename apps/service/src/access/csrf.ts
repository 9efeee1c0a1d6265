import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { CountersignError } from "@countersign/core";
import type { Identity } from "./authenticate.ts";

/** The header in which a page shows that it is of the session. */
export const CSRF_HEADER = "x-countersign-csrf";

/**
 * Refuses a write that a page of somebody else's may have made the browser send: the browser says that it comes from this origin, and
 * the page knows the session's token. `auth.csrf`. Whoever brings no cookie is not asked.
 */
export function requireSamePage(identity: Identity | undefined, headers: IncomingHttpHeaders, origin: string): void {
  if (identity?.cookie === undefined) return;
  requireSameOrigin(headers, origin);
  const shown = headers[CSRF_HEADER];
  if (typeof shown === "string" && sameText(shown, identity.cookie.csrf)) return;
  throw new CountersignError("auth.csrf", `the header ${CSRF_HEADER} is not that of the session`);
}

/** What the browser says of where a request comes from: `auth.csrf` for another place, or none. */
export function requireSameOrigin(headers: IncomingHttpHeaders, origin: string): void {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin")
    throw new CountersignError("auth.csrf", "the request comes from a page of another origin");
  if (headers.origin === origin || (headers.origin === undefined && site === "same-origin")) return;
  throw new CountersignError("auth.csrf", "the request does not come from a page of this origin");
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
