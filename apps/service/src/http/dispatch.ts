import { parseStrict } from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import type { Express, Request, RequestHandler, Response } from "express";
import express from "express";
import { requireAccess, nameOf } from "../access/actor.ts";
import { actorNow, authenticate } from "../access/authenticate.ts";
import type { Authentication, Identity } from "../access/authenticate.ts";
import { keepCookie } from "../access/cookie.ts";
import { requireSamePage } from "../access/csrf.ts";
import { once } from "../access/idempotency.ts";
import { bytesInFlight } from "../bytes-in-flight.ts";
import type { BodyBounds } from "../bytes-in-flight.ts";
import type { Queries } from "../store/database.ts";
import type { ApiParts } from "./api-parts.ts";
import { isKnown, tagOf } from "./etag.ts";
import type { Limits } from "./limits.ts";
import { currentPolicy, knownContents } from "./log-state.ts";
import type { Answer, Asked, Route } from "./route.ts";

/** A body of the API: an envelope that people sign is shorter. */
const BODY_LIMIT = 1024 * 1024;
const BODIES: BodyBounds = { most: 32 * BODY_LIMIT, longest: BODY_LIMIT, idle: 10_000 };
/** A body that has files in it. */
const LONG_BODY = 24 * BODY_LIMIT;
const LONG_BODIES: BodyBounds = { most: 4 * LONG_BODY, longest: LONG_BODY, idle: 10_000 };

/** Serves the rows of a table. */
export function serveRoutes(app: Express, routes: readonly Route[], parts: ApiParts, limits: Limits): void {
  const [bodies, long] = [bodiesWithin(BODIES, parts), bodiesWithin(LONG_BODIES, parts)];
  for (const route of routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ":$1");
    const handlers = [
      named(route),
      ...(route.method === "GET" ? [] : route.long === true ? long : bodies),
      serve(route, parts, limits),
    ];
    if (route.method === "GET") app.get(path, ...handlers);
    else if (route.method === "POST") app.post(path, ...handlers);
    else app.delete(path, ...handlers);
  }
}

function bodiesWithin(bounds: BodyBounds, { events }: ApiParts): readonly RequestHandler[] {
  return [
    bytesInFlight(bounds, ({ status, code }, { method, path }) => events.refused(status, code, method, path)),
    express.raw({ type: () => true, limit: bounds.longest, inflate: false }),
  ];
}

/** The row that answers a response, for measurements. */
export function rowOf(response: Response): string {
  const row: unknown = response.locals["row"];
  return typeof row === "string" ? row : "none";
}

function named({ path }: Route): RequestHandler {
  return (_request, response, next) => {
    response.locals["row"] = path;
    next();
  };
}

function serve(route: Route, parts: ApiParts, limits: Limits): RequestHandler {
  return async (request, response) => {
    const policy = await currentPolicy(parts.shared);
    const identity = await identityOf(route, { ...parts, policy }, request);
    limits.principal(identity === undefined ? undefined : nameOf(identity.actor));
    keepSession(parts, identity, response);
    requireAccess(route.access, identity?.actor);
    if (route.method !== "GET" && route.anyPage !== true) requireSamePage(identity, request.headers, parts.origin);
    const asked = await askedBy(request, identity, parts);
    const key = request.headers["idempotency-key"];
    if (route.once !== undefined && typeof key === "string" && identity !== undefined)
      return answerOnce(
        { ...route, once: route.once },
        asked,
        { key, principal: nameOf(identity.actor) },
        request,
        response,
        parts,
      );
    const answer = await route.run(asked);
    await answer.committed?.();
    return send(route, answer, request, response);
  };
}

/** A page cannot take away the cookie of a session that has ended: to sign in anew it counts as none. */
async function identityOf(
  { access }: Route,
  authentication: Authentication,
  request: Request,
): Promise<Identity | undefined> {
  try {
    return await authenticate(authentication, request);
  } catch (error) {
    const isOver = error instanceof CountersignError && error.code.startsWith("auth.");
    if (isOver && access === "public" && request.headers.authorization === undefined) return undefined;
    throw error;
  }
}

function keepSession({ origin }: ApiParts, identity: Identity | undefined, response: Response): void {
  const secret = identity?.cookie?.secret;
  if (secret !== undefined) response.set("set-cookie", keepCookie(origin, secret));
}

async function askedBy(
  request: Request,
  identity: Identity | undefined,
  { shared, db, origin }: ApiParts,
): Promise<Asked<unknown, unknown, unknown>> {
  // The rights of this request were read from the log as of now.
  const contents = await knownContents(shared);
  return {
    params: { ...request.params },
    query: { ...request.query },
    body: bodyOf(request),
    actor: identity?.actor,
    db,
    identity,
    headers: request.headers,
    async again() {
      const policy = await currentPolicy(shared);
      if (identity !== undefined) return actorNow({ db, policy, origin }, identity);
      throw new CountersignError("auth.no-login", "nobody is signed in");
    },
    contents,
    state: `${contents.size}-${Buffer.from(contents.root).toString("base64url")}`,
  };
}

/** JSON that has one meaning only (attack J1): `web.json-…`, `web.duplicate-key`. */
function bodyOf({ method, body }: Request): unknown {
  if (method === "GET" || !Buffer.isBuffer(body) || body.length === 0) return undefined;
  return parseStrict(new Uint8Array(body), "web");
}

type ByKey = { readonly key: string; readonly principal: string };

async function answerOnce(
  route: Route & Required<Pick<Route, "once">>,
  asked: Asked<unknown, unknown, unknown>,
  { key, principal }: ByKey,
  request: Request,
  response: Response,
  { db }: ApiParts,
): Promise<void> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const repeatable = { principal, key, method: request.method, path: request.originalUrl, body };
  let committed: Answer<unknown>["committed"];
  const work = async (within: Queries) => {
    const { json, committed: then } = await route.run({ ...asked, db: within });
    committed = then;
    return { status: route.status, body: JSON.stringify(json ?? null) };
  };
  const answer = await once(db, repeatable, work, route.once);
  await committed?.();
  if (answer.replayed) response.set("idempotency-replayed", "true");
  response.status(answer.status).type("application/json").send(answer.body);
}

async function send(route: Route, answer: Answer<unknown>, request: Request, response: Response): Promise<void> {
  const { json, bytes, stream, headers = {} } = answer;
  const status = answer.status ?? route.status;
  // Whatever is read has a tag, so that whoever looks again and again is sent only what is new.
  const isRead = request.method === "GET" && status === 200 && json !== undefined;
  const etag = answer.etag ?? (isRead ? tagOf(json) : undefined);
  response.set(headers);
  if (etag !== undefined) response.set("etag", `"${etag}"`);
  if (etag !== undefined && request.method === "GET" && isKnown(request.headers["if-none-match"], etag))
    return void response.status(304).end();
  response.status(status);
  if (stream !== undefined) {
    response.type(route.type ?? "text/plain");
    // Whoever asks for the head alone reads nothing of a body that may never end.
    return request.method === "HEAD" ? void response.end() : stream(response);
  }
  if (bytes !== undefined) return void response.type(route.type ?? "application/octet-stream").end(bytes);
  if (json === undefined) return void response.end();
  response.type("application/json").send(JSON.stringify(json));
}
