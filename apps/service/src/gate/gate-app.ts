import express from "express";
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from "express";
import type { JsonObject } from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import type { Events } from "../events.ts";
import { problemOf, sendProblem } from "../problem.ts";
import type { GateAnswer, GateAnswers } from "./gate-answers.ts";
import type { FindCaller } from "./gate-callers.ts";
import { parseGateReceipt, parseQuestion } from "./gate-question.ts";
import { gateReply, gateWork } from "./gate-work.ts";
import type { Gate, GateWork } from "./gate-work.ts";

export type GateService = {
  readonly gate: Gate;
  readonly answers: GateAnswers;
  readonly findCaller: FindCaller;
  readonly now: () => Date;
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
  const work = gateWork(service);
  app.post("/v1/gate/evaluate", body, asking(service, work));
  app.get("/v1/gate/requests/:requestId", looking(service, work));
  app.post("/v1/deployments", body, receiving(service, work));
  app.use((request, _response, next) => {
    next(new CountersignError("usage.route", `there is no ${request.method} ${request.path.slice(0, 200)}`));
  });
  app.use(failed(service));
  return app;
}

function asking({ findCaller }: GateService, { ask }: GateWork): RequestHandler {
  return async (request, response) => {
    const caller = await findCaller(request);
    const question = parseQuestion(bytesOf(request));
    caller.requireOwn(question);
    send(response, await ask(caller.name, question), question.requestId);
  };
}

function looking({ findCaller }: GateService, { look }: GateWork): RequestHandler<{ requestId: string }> {
  return async (request, response) => {
    const { name } = await findCaller(request);
    const { requestId } = request.params;
    send(response, await look(name, requestId), requestId);
  };
}

function receiving({ findCaller }: GateService, { receive }: GateWork): RequestHandler {
  return async (request, response) => {
    const { name } = await findCaller(request);
    const receipt = parseGateReceipt(bytesOf(request));
    send(response, await receive(name, receipt), receipt.requestId);
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
    const tooLarge = error instanceof Error && "status" in error && error.status === 413;
    const problem = tooLarge
      ? { status: 413, code: "limit.request", detail: `a question has at most ${BODY} bytes` }
      : problemOf(error);
    events.refused(problem.status, problem.code, request.method, request.path.slice(0, 200));
    if (problem.status === 500) events.failed(error);
    if (response.headersSent) return void response.destroy();
    sendProblem(response, problem);
  };
}
