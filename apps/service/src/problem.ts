import { AttestError } from "@countersign/attest";
import { CountersignError, remedyFor } from "@countersign/core";
import { LogError } from "@countersign/tlog";
import type { Response } from "express";

/** What is wrong with a request, as RFC 9457 (problem+json) with the kernel's code and what to do about it. */
export type Problem = {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
};

/** Codes whose status is not that of their area. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  "auth.csrf": 403,
  "auth.issuer-unreachable": 503,
  "auth.not-entitled": 403,
  "auth.not-in-policy": 403,
  "auth.scope": 403,
  "auth.target": 403,
  "bundle.from": 416,
  "capture.manifest-moved": 409,
  "capture.manifest-unknown": 404,
  "files.full": 503,
  "files.read-only": 503,
  "decision.held": 409,
  "decision.missing": 409,
  "decision.rejected": 409,
  "decision.superseded": 409,
  "limit.busy": 503,
  "limit.difference": 503,
  "limit.query": 503,
  "limit.rate": 429,
  "limit.streams": 429,
  "log.behind-witness": 503,
  "log.empty": 404,
  "log.fork": 503,
  "policy.missing": 503,
  "queue.claimed": 409,
  "queue.closed": 409,
  "queue.not-author": 403,
  "queue.not-claimed": 409,
  "queue.not-opener": 403,
  "queue.query": 400,
  "queue.question-state": 409,
  "queue.role": 403,
  "queue.unknown": 404,
  "state.locked": 503,
  "usage.request": 400,
  "usage.request-reused": 409,
  "usage.request-unknown": 404,
  "usage.route": 404,
  "web.cursor": 400,
  "web.idempotency": 409,
  "web.in-progress": 409,
  "web.precondition": 412,
  "web.unknown": 404,
  "webhook.duplicate-id": 409,
  "webhook.encoding": 415,
  "webhook.headers": 400,
  "webhook.not-kept": 503,
  "webhook.signature": 401,
  "webhook.slow": 408,
  "webhook.target": 403,
  "webhook.too-large": 413,
};

/** Statuses by area; what a client sent is 422, what we could not do is 5xx. */
const STATUS_OF_AREA: Readonly<Record<string, number>> = {
  auth: 401,
  database: 503,
  files: 500,
  internal: 500,
  keys: 500,
  limit: 413,
};

/** What is said of our own parts where one is away or full: strangers ask, too, and learn no path, process or host. */
const SAID_OF_OURS: Readonly<Record<string, string>> = {
  "files.full": "the disk of the service is full",
  "files.read-only": "the disk of the service takes no writes now",
  "state.locked": "the home of the service is in use by another program now",
};

/** The problem that an error is. Of a fault of ours nothing is told but its code. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof CountersignError || error instanceof AttestError || error instanceof LogError))
    return { status: 500, code: "internal.service", detail: "this is a fault of the service" };
  const { code, detail } = error;
  const [area = ""] = code.split(".");
  const status = STATUS_OF_CODE[code] ?? STATUS_OF_AREA[area] ?? 422;
  if (status === 500) return { status, code, detail: "this is a fault of the service" };
  if (area === "database") return { status, code, detail: "the service does not reach its database now" };
  return { status, code, detail: SAID_OF_OURS[code] ?? detail };
}

/** Answers with a problem. Whoever is told to come back is told when. */
export function sendProblem(response: Response, { status, code, detail }: Problem): void {
  if (status === 401) response.set("www-authenticate", "Countersign");
  if (status === 503) response.set("retry-after", "10");
  response
    .status(status)
    .type("application/problem+json")
    .send(JSON.stringify({ type: "about:blank", title: code, status, code, detail, remedy: remedyFor(code) }));
}

/** Says when to come again, where the error knows how many seconds that is. */
export function comeAgain(error: unknown, response: Response): void {
  const seconds = error instanceof CountersignError ? error.facts["seconds"] : undefined;
  if (seconds !== undefined) response.set("retry-after", String(seconds));
}
