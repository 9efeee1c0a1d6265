import { parseEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { CountersignError, bareBundleLines, publishedCheckpoint } from "@countersign/core";
import type { LogContents, LogParts } from "@countersign/core";
import express from "express";
import type { ErrorRequestHandler, Express, Request, RequestHandler } from "express";
import { openToPages } from "./access/cross-origin.ts";
import { acceptedJson } from "./accepted-json.ts";
import { BUNDLE_TYPE, evidenceLines, startBundle } from "./bundle-stream.ts";
import { bytesInFlight } from "./bytes-in-flight.ts";
import type { BodyBounds } from "./bytes-in-flight.ts";
import type { Events } from "./events.ts";
import { USUAL_LOG_RATES, logLimits } from "./log-limits.ts";
import type { LogRates } from "./log-limits.ts";
import { logRoutes } from "./log-routes.ts";
import { httpProblem } from "./http-problem.ts";
import { comeAgain, problemOf, sendProblem } from "./problem.ts";
import type { RecordQueue } from "./record-queue.ts";

/** What the routes of a log work with. */
export type LogService = {
  /** The folder of the home. */
  readonly home: string;
  readonly parts: LogParts;
  readonly queue: RecordQueue;
  /** Addresses and networks of proxies whose word about a client's address is taken; absent inside of an app that says it. */
  readonly proxies?: readonly string[];
  readonly rates?: LogRates;
  /** What the log says, with what commands wrote beside the server. */
  readonly contents: () => Promise<LogContents | undefined>;
  /** Refuses a request that nobody entitled signed: the codes of `auth.…`. */
  readonly requireEntitled: (request: Request) => Promise<void>;
  /** Refuses what no machine of the newest policy signed: `attest.…`. */
  readonly requireMachine: (envelope: Envelope) => Promise<void>;
  readonly events: Events;
};

/** A record with its signatures: a change of 500,000 entries. */
const RECORD_LIMIT = 64 * 1024 * 1024;
/** What people sign is shorter. What is longer is a change, and is not read before its signature: reading takes forty times the room. */
const PEOPLE_LIMIT = 1024 * 1024;
const BODIES: BodyBounds = { most: 4 * RECORD_LIMIT, longest: RECORD_LIMIT, idle: 10_000 };
/** Bytes of evidence with its salt. */
const EVIDENCE_LIMIT = 256 * 1024 * 1024;

/** The routes of a log server; README.md of this package has them with their answers. */
export function logApp(service: LogService): Express {
  const app = express();
  app.disable("x-powered-by").set("etag", false).set("query parser", "simple");
  if (service.proxies !== undefined) app.set("trust proxy", [...service.proxies]);
  const { reading, work } = logLimits(service.rates ?? USUAL_LOG_RATES);
  app.use((_request, response, next) => {
    response.set("x-content-type-options", "nosniff");
    next();
  });
  app.get("/healthz", (_request, response) => void response.type("text/plain").send("ok\n"));
  app.get("/", reading, status(service));
  app.use("/log", openToPages, reading, logRoutes(service.home));
  app.get("/evidence/:sha256", work, evidence(service));
  app.get("/bundle", work, bundle(service));
  app.post(
    "/records",
    work,
    bytesInFlight(BODIES, ({ status, code }, { method, path }) => service.events.refused(status, code, method, path)),
    express.raw({ type: () => true, limit: RECORD_LIMIT, inflate: false }),
    records(service),
  );
  app.use((request, _response, next) => {
    next(new NoRoute(`there is no ${request.method} ${request.path.slice(0, 200)}`));
  });
  app.use(failed(service));
  return app;
}

class NoRoute extends Error {}

function status({ parts, contents }: LogService): RequestHandler {
  return async (_request, response) => {
    const { origin, size, root } = await publishedCheckpoint(parts);
    const known = await contents();
    response.set("cache-control", "no-cache").json({
      origin,
      size,
      root: Buffer.from(root).toString("hex"),
      policy: known?.policy.policy.version ?? null,
      awaiting: known !== undefined && known.size > size ? known.size : null,
    });
  };
}

function evidence({ parts, requireEntitled }: LogService): RequestHandler<{ sha256: string }> {
  return async (request, response, next) => {
    await requireEntitled(request);
    const { sha256 } = request.params;
    const salted = /^[0-9a-f]{64}$/.test(sha256) ? await parts.evidence.get(sha256, EVIDENCE_LIMIT) : undefined;
    if (salted === undefined) return next(new NoRoute("no evidence has that digest"));
    response.set({
      "content-type": "application/octet-stream",
      "cache-control": "private, max-age=31536000, immutable",
    });
    response.end(salted);
  };
}

function bundle(service: LogService): RequestHandler {
  return async (request, response) => {
    const from = wholeNumber(request.query["from"] ?? "0");
    const lines =
      request.headers.authorization === undefined
        ? bareBundleLines(service.parts, from)
        : await whole(service, request, from);
    const write = await startBundle(lines);
    response.set({ "content-type": BUNDLE_TYPE, "cache-control": "no-store" });
    await write(response);
  };
}

async function whole({ parts, contents, requireEntitled }: LogService, request: Request, from: number) {
  await requireEntitled(request);
  const packets = request.query["packets"] === "1";
  return evidenceLines(parts, packets ? await contents() : undefined, { from, packets });
}

function wholeNumber(text: unknown): number {
  if (typeof text === "string" && /^(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  throw new CountersignError("usage.number", `${JSON.stringify(text)} is not a whole number`);
}

function records({ queue, events, requireMachine }: LogService): RequestHandler {
  return async (request, response) => {
    const body: Uint8Array = Buffer.isBuffer(request.body) ? request.body : new Uint8Array();
    const envelope = parseEnvelope(body);
    if (body.length > PEOPLE_LIMIT) await requireMachine(envelope);
    const accepted = await queue.submit(envelope);
    events.logged(accepted.kind, accepted.index, accepted.outcome);
    response.status(accepted.waitingFor.length === 0 ? 200 : 202).json(acceptedJson(accepted));
  };
}

function failed({ events }: LogService): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const problem = httpProblem(error, `a record has at most ${RECORD_LIMIT} bytes`) ?? notOurs(error);
    events.refused(problem.status, problem.code, request.method, request.path.slice(0, 200));
    if (problem.status >= 500 && problem.status !== 503) events.failed(error);
    if (response.headersSent) return void response.destroy();
    comeAgain(error, response);
    sendProblem(response, problem);
  };
}

function notOurs(error: unknown) {
  if (error instanceof NoRoute) return { status: 404, code: "usage.route", detail: error.message };
  return problemOf(error);
}
