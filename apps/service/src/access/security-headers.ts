import type { RequestHandler } from "express";

/** For answers that no browser is to show: nothing in them may run, load or be framed. */
export const NOTHING_RUNS = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What every answer tells browsers; `policy` is its Content-Security-Policy. */
export function securityHeaders(policy: string, origin: string): RequestHandler {
  const headers = {
    "content-security-policy": policy,
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    ...(origin.startsWith("https://") ? { "strict-transport-security": "max-age=63072000" } : {}),
  };
  return (_request, response, next) => {
    response.set(headers);
    next();
  };
}
