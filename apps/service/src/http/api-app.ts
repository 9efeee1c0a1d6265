import { CountersignError } from "@countersign/core";
import type { ErrorRequestHandler, Express, RequestHandler } from "express";
import express from "express";
import { crossOrigin } from "../access/cross-origin.ts";
import { NOTHING_RUNS, securityHeaders } from "../access/security-headers.ts";
import { httpProblem } from "../http-problem.ts";
import { comeAgain, problemOf, sendProblem } from "../problem.ts";
import { databaseError } from "../store/database.ts";
import type { ApiParts } from "./api-parts.ts";
import { serveRoutes } from "./dispatch.ts";
import { calmFeed } from "./event-feed.ts";
import { streamCount } from "./event-stream.ts";
import { readiness } from "./health.ts";
import { USUAL_RATES, requestLimits } from "./limits.ts";
import type { Rates } from "./limits.ts";
import { apiMetrics } from "./metrics.ts";
import type { Metrics } from "./metrics.ts";
import { openApi } from "./openapi.ts";
import { NOTHING, route } from "./route.ts";
import type { Route } from "./route.ts";
import { batchRoutes } from "./routes/batch-routes.ts";
import { captureRoutes } from "./routes/capture-routes.ts";
import { changeRoutes } from "./routes/change-routes.ts";
import { decisionRoutes } from "./routes/decision-routes.ts";
import { differenceRoutes } from "./routes/difference-routes.ts";
import { environmentRoutes } from "./routes/environment-routes.ts";
import { eventRoutes } from "./routes/event-routes.ts";
import { gateRoutes } from "./routes/gate-routes.ts";
import { githubRoutes } from "./routes/github-routes.ts";
import { logEntryRoutes } from "./routes/log-routes.ts";
import { manifestRoutes } from "./routes/manifest-routes.ts";
import { policyRoutes } from "./routes/policy-routes.ts";
import { sessionRoutes } from "./routes/session-routes.ts";
import { sightRoutes } from "./routes/sight-routes.ts";
import { tokenRoutes } from "./routes/token-routes.ts";
import { workRoutes } from "./routes/work-routes.ts";

/** What an app is made with besides its parts. */
export type ApiOptions = {
  /** Rows that other folders add to the table. */
  readonly more?: readonly Route[];
  /** What reads its own bodies and keeps its own bounds, before anything else looks at a request to it. */
  readonly first?: readonly RequestHandler[];
  /** What answers everything that the table does not: the log server, the pages. */
  readonly rest?: readonly RequestHandler[];
  readonly rates?: Rates;
  /** Ends the streams. */
  readonly signal: AbortSignal;
};

/** Streams of one principal, and of all. */
const STREAMS = { each: 6, all: 1_000 };
/** Milliseconds between two looks for events, of all streams together. */
const LOOK = 1_000;

/** The service over HTTP: the table of routes, its description, health and measurements, and then what `rest` answers. */
export function apiApp(
  parts: ApiParts,
  { more = [], first = [], rest = [], rates = USUAL_RATES, signal }: ApiOptions,
): Express {
  const streams = streamCount(STREAMS.each, STREAMS.all);
  const metrics = apiMetrics(parts, streams.now);
  const limits = requestLimits(rates);
  const calm = { ...parts, feed: calmFeed(parts.feed, LOOK, () => performance.now()) };
  const routes = [...tableOf(calm, streams, signal), metricsRoute(metrics), ...more];
  const app = express();
  app.disable("x-powered-by").set("etag", false).set("query parser", "simple").set("case sensitive routing", true);
  app.set("strict routing", true).set("trust proxy", [...parts.proxies]);
  app.get("/healthz", (_request, response) => void response.type("text/plain").send("ok\n"));
  app.get("/readyz", ready(parts));
  app.use(metrics.measure, securityHeaders(NOTHING_RUNS, parts.origin));
  if (first.length > 0) app.use(...first);
  app.use(["/v1", "/metrics"], limits.address, noStore, crossOrigin(parts.shared.policy));
  app.post(["/v1/session", "/v1/session/challenge"], limits.signIn);
  app.get("/v1/openapi.json", described(openApi(routes, parts.origin)));
  serveRoutes(app, routes, parts, limits);
  app.use("/v1", (_request, _response, next) => next(new CountersignError("web.unknown", "there is no such route")));
  if (rest.length > 0) app.use(...rest);
  app.use((_request, _response, next) => next(new CountersignError("web.unknown", "there is no such route")));
  app.use(failed(parts));
  return app;
}

function tableOf(parts: ApiParts, streams: ReturnType<typeof streamCount>, signal: AbortSignal): readonly Route[] {
  return [
    ...sessionRoutes(parts),
    ...tokenRoutes(parts),
    ...policyRoutes(parts),
    ...logEntryRoutes(parts),
    ...environmentRoutes(parts),
    ...workRoutes(parts),
    ...manifestRoutes(parts),
    ...captureRoutes(parts),
    ...changeRoutes(parts),
    ...differenceRoutes(parts),
    ...sightRoutes(parts),
    ...decisionRoutes(parts),
    ...batchRoutes(parts),
    ...gateRoutes(parts),
    ...githubRoutes(parts),
    ...eventRoutes(parts, streams, signal),
  ];
}

function metricsRoute({ text, type }: Metrics): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/metrics",
    summary: "Measurements for Prometheus",
    access: { people: "all", scope: "read" },
    status: 200,
    type,
    run: async () => ({ bytes: new TextEncoder().encode(await text()) }),
  });
}

const noStore: RequestHandler = (_request, response, next) => {
  response.set("cache-control", "no-store");
  next();
};

/** Nobody is asked who wants to know, so one look answers all who ask while it lasts. */
function ready(parts: ApiParts): RequestHandler {
  let looking: ReturnType<typeof readiness> | undefined;
  return async (_request, response) => {
    looking ??= readiness(parts).finally(() => (looking = undefined));
    const { ready, ...found } = await looking;
    response
      .status(ready ? 200 : 503)
      .set("cache-control", "no-store")
      .json({ ready, ...found });
  };
}

function described(document: ReturnType<typeof openApi>): RequestHandler {
  const text = JSON.stringify(document);
  return (_request, response) => void response.type("application/json").send(text);
}

function failed({ events }: ApiParts): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const refused = httpProblem(error, "the body is too long") ?? (isNoValue(error) ? NO_VALUE : undefined);
    const problem = refused ?? problemOf(databaseError(error));
    events.refused(problem.status, problem.code, request.method, request.path.slice(0, 200));
    if (problem.status >= 500 && problem.status !== 503) events.failed(error);
    if (response.headersSent) return void response.destroy();
    comeAgain(error, response);
    sendProblem(response, problem);
  };
}

const NO_VALUE = { status: 400, code: "usage.request", detail: "the request has a text that no database can have" };

/** Values that the database cannot have (SQLSTATE class 22), such as a NUL in a text: a client's, and no fault of ours. */
function isNoValue(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && /^22\w{3}$/.test(error.code);
}
