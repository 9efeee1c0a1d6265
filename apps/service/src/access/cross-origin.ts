import type { Policy } from "@countersign/core";
import type { RequestHandler } from "express";
import { CSRF_HEADER } from "./csrf.ts";

const HEADERS = ["authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "last-event-id"];

/**
 * Lets pages of the origins that the policy in force names for its organisations read answers, and no others. Never with cookies: such
 * pages have their session as a token.
 */
export function crossOrigin(policy: () => Policy | undefined): RequestHandler {
  return (request, response, next) => {
    response.vary("origin");
    const { origin } = request.headers;
    const listed = policy()?.organisations.some(({ origins }) => origins.some((one) => one.origin === origin)) ?? false;
    if (listed && origin !== undefined)
      response.set({
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "GET, POST, DELETE",
        "access-control-allow-headers": [...HEADERS, CSRF_HEADER].join(", "),
        "access-control-expose-headers": "etag, idempotency-replayed, retry-after",
        "access-control-max-age": "600",
      });
    if (request.method !== "OPTIONS") return next();
    response.status(204).end();
  };
}

/** Lets pages of every origin read what is public: nobody is known by a request to it, so nobody's rights are lent to a page. */
export const openToPages: RequestHandler = (_request, response, next) => {
  response.set({ "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" });
  next();
};
