import type { IncomingMessage } from "node:http";
import express from "express";
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from "express";
import type { JsonObject } from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import type { Events } from "../events.ts";
import { USUAL_RATES, requestLimits } from "../http/limits.ts";
import type { Limits, Rates } from "../http/limits.ts";
import { httpProblem } from "../http-problem.ts";
import { comeAgain, problemOf, sendProblem } from "../problem.ts";
import type { GateAnswer, GateAnswers } from "./gate-answers.ts";
import type { FindCaller, GateCaller } from "./gate-callers.ts";
import { parseGateReceipt, parseQuestion } from "./gate-question.ts";
import { gateReply, gateWork } from "./gate-work.ts";
import type { Gate, GateWork } from "./gate-work.ts";

export type GateService = {
  readonly gate: Gate;
  readonly answers: GateAnswers;
  readonly findCaller: FindCaller;
  readonly now: () => Date;
  /** How often it may be asked from one address, and by one caller. */
  readonly rates?: Rates;
  readonly events: Pick<Events, "refused" | "failed">;
};

/** Bytes of a question. */
const BODY = 1024 * 1024;

/** The routes of a gate. A transport: what it answers is what the command answers (attack H16). */
export function gateApp(service: GateService): Express {
  const app = express();
  app.disable("x-powered-by").set("etag", false).set("query parser", "simple");
  app.use((_request, response, next) => {
    response.set({ "x-content-type-options": "nosniff", "cache-control": "no-store" });
    next();
  });
  app.get("/healthz", (_request, response) => void response.type("text/plain").send("ok\n"));
  const body = express.raw({ type: () => true, limit: BODY, inflate: false });
  const limits = requestLimits(service.rates ?? USUAL_RATES);
  const work = gateWork(service);
  // Who asks is known before anything that is asked is read.
  app.use("/v1", limits.address, knowing(service, limits));
  app.post("/v1/gate/evaluate", body, asking(work));
  app.get("/v1/gate/requests/:requestId", looking(work));
  app.post("/v1/deployments", body, receiving(work));
  app.use((request, _response, next) => {
    next(new CountersignError("usage.route", `there is no ${request.method} ${request.path.slice(0, 200)}`));
  });
  app.use(failed(service));
  return app;
}

const callers = new WeakMap<IncomingMessage, GateCaller>();

function knowing({ findCaller }: GateService, limits: Limits): RequestHandler {
  return async (request, _response, next) => {
    const caller = await findCaller(request);
    limits.principal(caller.name);
    callers.set(request, caller);
    next();
  };
}

function callerOf(request: IncomingMessage): GateCaller {
  const caller = callers.get(request);
  if (caller !== undefined) return caller;
  throw new CountersignError("auth.missing", "nobody knows who asks");
}

function asking({ ask }: GateWork): RequestHandler {
  return async (request, response) => {
    const caller = callerOf(request);
    const question = parseQuestion(bytesOf(request));
    caller.requireOwn(question);
    send(response, await ask(caller.name, question), question.requestId);
  };
}

function looking({ look }: GateWork): RequestHandler<{ requestId: string }> {
  return async (request, response) => {
    const { requestId } = request.params;
    send(response, await look(callerOf(request).name, requestId), requestId);
  };
}

function receiving({ receive }: GateWork): RequestHandler {
  return async (request, response) => {
    const receipt = parseGateReceipt(bytesOf(request));
    send(response, await receive(callerOf(request).name, receipt), receipt.requestId);
  };
}

function send(response: Response, answer: GateAnswer, requestId: string): void {
  const { status, headers } = gateReply(answer, requestId);
  const json: JsonObject = { requestId, ...answer.document };
  response.set(headers).status(status).json(json);
}

function bytesOf({ body }: Request): Uint8Array {
  return Buffer.isBuffer(body) ? body : new Uint8Array();
}

function failed({ events }: GateService): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const problem = httpProblem(error, `a question has at most ${BODY} bytes`) ?? problemOf(error);
    events.refused(problem.status, problem.code, request.method, request.path.slice(0, 200));
    if (problem.status >= 500 && problem.status !== 503) events.failed(error);
    if (response.headersSent) return void response.destroy();
    comeAgain(error, response);
    sendProblem(response, problem);
  };
}
