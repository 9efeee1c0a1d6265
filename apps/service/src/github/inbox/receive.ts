import { CountersignError } from "@countersign/core";
import express from "express";
import type { Request, RequestHandler, Router } from "express";
import { bytesInFlight } from "../../bytes-in-flight.ts";
import type { BodyBounds } from "../../bytes-in-flight.ts";
import type { Database } from "../../store/database.ts";
import type { Waker } from "../../work/waker.ts";
import { deliveryHeaders } from "./delivery.ts";
import { readBody, tooLarge } from "./read-body.ts";
import { signedBy } from "./signature.ts";
import { storeDelivery } from "./store-delivery.ts";

/** Where GitHub delivers to. */
const WEBHOOK_PATH = "/v1/github/webhooks";

/** What receives deliveries. */
export type InboxParts = {
  readonly db: Database;
  readonly waker: Waker;
  /** The App's number: a delivery for another one is none of ours. */
  readonly app: number;
  /** The newest first. */
  readonly secrets: readonly string[];
  /** Milliseconds for a body to come whole; GitHub itself waits ten seconds for the answer. */
  readonly within?: number;
  readonly events: InboxEvents;
};

/** What the inbox reports: ids and codes. */
export type InboxEvents = {
  /** A delivery is kept; which secret signed it, 0 being the newest, so that nobody has to guess when an old one can go. */
  readonly delivered: (delivery: string, event: string, secret: number) => void;
  readonly refused: (status: number, code: string, method: string, path: string) => void;
};

/** GitHub sends nothing above 25 MB. */
const LONGEST = 26 * 1024 * 1024;
const BODIES: BodyBounds = { most: 4 * LONGEST, longest: LONGEST, idle: 10_000 };
const WITHIN = 30_000;

/**
 * Receives what GitHub delivers (github.md §3): the bytes as they came, then whether one of the secrets signed them, then whether they are
 * for us; kept with the work that they ask for, and only then 202. Nothing is parsed before. Codes: `webhook.…`.
 */
export function receiveDeliveries(parts: InboxParts): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  const refused: Parameters<typeof bytesInFlight>[1] = ({ status, code }, { method, path }) =>
    parts.events.refused(status, code, method, path);
  router.post(WEBHOOK_PATH, closesUnread, plainBody, bytesInFlight(BODIES, refused), receive(parts));
  return router;
}

/** Whoever is answered before the end of a body may send for ever: nothing more of it is read. */
const closesUnread: RequestHandler = (request, response, next) => {
  response.once("finish", () => {
    if (!request.complete) request.destroy();
  });
  next();
};

/** A compressed body could be of any length once it is unpacked (attack G2). */
const plainBody: RequestHandler = (request, _response, next) => {
  const { "content-encoding": encoding = "identity", "content-length": length = "0" } = request.headers;
  if (encoding.toLowerCase() !== "identity")
    throw new CountersignError("webhook.encoding", "a delivery is not compressed");
  if (!(Number(length) <= LONGEST)) throw tooLarge(LONGEST);
  next();
};

function receive(parts: InboxParts): RequestHandler {
  const { db, waker, app, secrets, within = WITHIN, events } = parts;
  return async (request: Request, response) => {
    response.locals["row"] = WEBHOOK_PATH;
    const body = await readBody(request, { longest: LONGEST, within });
    const secret = signedBy(secrets, body, header(request, "x-hub-signature-256"));
    if (secret === undefined)
      throw new CountersignError("webhook.signature", "none of the webhook's secrets signed this");
    const headers = deliveryHeaders(request.headers, app);
    const work = await storeDelivery(db, { ...headers, body, secret });
    events.delivered(headers.id, headers.event, secret);
    response.status(202).set("cache-control", "no-store").end();
    if (work !== undefined) await waker.wake(work);
  };
}

function header({ headers }: Request, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}
