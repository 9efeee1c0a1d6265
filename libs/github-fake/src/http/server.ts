import { once } from "node:events";
import { createServer } from "node:http";
import express from "express";
import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import { serveGit } from "../git/serve.ts";
import type { Hub } from "../hub.ts";
import { ROUTES } from "../routes/all.ts";
import { ApiError, notFound } from "./api-error.ts";
import type { Limits } from "./limits.ts";
import { answerTo } from "./pipeline.ts";
import type { Answer, Route } from "./route.ts";

/** Where the REST API begins, as on a server of one's own. */
export const API = "/api/v3";

/** The app that answers for a hub: Git and the table of routes. */
export function githubApp(hub: Hub, limits: Limits) {
  const app = express();
  app.disable("x-powered-by").set("etag", false).set("query parser", "simple");
  app.use(API, express.raw({ type: () => true, limit: "30mb" }));
  for (const route of ROUTES) {
    const run = handler(hub, limits, route);
    app[route.method](`${API}${expressPath(route.path)}`, run);
    if (!route.path.startsWith("/repos/{owner}/{repo}")) continue;
    app[route.method](
      `${API}${expressPath(route.path).replace("/repos/:owner/:repo", "/repositories/:repository_id")}`,
      run,
    );
  }
  app.use(API, () => {
    throw notFound();
  });
  app.use(serveGit(hub));
  app.use(failed(hub));
  return app;
}

/** Listens on a free port of this machine. */
export async function listen() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { server, url: `http://127.0.0.1:${address.port}` };
}

/** `/repos/:owner/:repo/git/ref/*ref` for `/repos/{owner}/{repo}/git/ref/{ref}`: names of refs have slashes. */
function expressPath(path: string): string {
  return path.replace(/\/git\/(ref|matching-refs)\/\{ref\}/, "/git/$1/*ref").replace(/\{(\w+)\}/g, ":$1");
}

function handler(hub: Hub, limits: Limits, route: Route): RequestHandler {
  return async (request, response) => {
    const answer = await answerTo(hub, limits, route, request);
    if (answer !== undefined) send(hub, response, answer);
  };
}

function send(hub: Hub, response: Response, { status, body, headers = {} }: Answer): void {
  response.status(status).set(headers);
  response.set("date", new Date((hub.clock.now() + hub.faults.clockOffset) * 1000).toUTCString());
  response.set("x-github-request-id", String(hub.state.nextId()));
  if (body === undefined) return void response.end();
  response.set("content-type", "application/json; charset=utf-8").send(JSON.stringify(body));
}

function failed(hub: Hub): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const known = error instanceof ApiError ? error : undefined;
    if (known === undefined) hub.problems.push(`${request.method} ${request.path}: ${String(error)}`);
    const status = known?.status ?? 500;
    const body = {
      message: known?.message ?? "Server Error",
      ...(known?.errors === undefined ? {} : { errors: known.errors }),
      documentation_url: "https://docs.github.com/rest",
      status: String(status),
    };
    send(hub, response, { status, body, headers: known?.headers ?? {} });
  };
}
