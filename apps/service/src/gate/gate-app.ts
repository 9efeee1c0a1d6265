import express from "express";
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from "express";
import type { JsonObject } from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import type { Events } from "../events.ts";
import { problemOf, sendProblem } from "../problem.ts";
import { requireSameQuestion, standing } from "./gate-answers.ts";
import type { GateAnswer, GateAnswers } from "./gate-answers.ts";
import { parseGateReceipt, parseQuestion, questionDigest } from "./gate-question.ts";
import type { GateQuestion, GateReceipt } from "./gate-question.ts";

/** The gate function behind HTTP. It is asked one question at a time. */
export type Gate = {
  /** Judges, and signs what it answers. */
  readonly evaluate: (question: GateQuestion) => Promise<GateAnswer>;
  /** Signs and logs what was done with a verdict of this gate; `answer` is the one that is kept of the request. */
  readonly receive: (receipt: GateReceipt, answer: GateAnswer) => Promise<GateAnswer>;
};

export type GateService = {
  readonly gate: Gate;
  readonly answers: GateAnswers;
  /** Refuses who may not ask, by the codes of `auth.…`. */
  readonly requireCaller: (request: Request) => Promise<void>;
  readonly now: () => Date;
  readonly events: Pick<Events, "refused" | "failed">;
};

/** Bytes of a question. */
const BODY = 64 * 1024;
/** Questions that wait; more are told to come back. */
const MOST_WAITING = 256;

/** Statuses of answers by the exit that the same answer of the command has: only 200 with an allow and its verdict allows. */
const STATUS_OF_EXIT: Readonly<Record<number, number>> = { 0: 200, 2: 400, 3: 202, 4: 200, 5: 503, 6: 422, 7: 200 };

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
  const inTurn = oneByOne(MOST_WAITING);
  app.post("/v1/gate/evaluate", body, asking(service, inTurn));
  app.get("/v1/gate/requests/:requestId", looking(service));
  app.post("/v1/deployments", body, receiving(service, inTurn));
  app.use((request, _response, next) => {
    next(new CountersignError("usage.route", `there is no ${request.method} ${request.path.slice(0, 200)}`));
  });
  app.use(failed(service));
  return app;
}

function asking(service: GateService, inTurn: InTurn): RequestHandler {
  return async (request, response) => {
    await service.requireCaller(request);
    const question = parseQuestion(bytesOf(request));
    send(response, await inTurn(() => evaluate(service, question)), question.requestId);
  };
}

function looking(service: GateService): RequestHandler<{ requestId: string }> {
  return async (request, response) => {
    await service.requireCaller(request);
    const { requestId } = request.params;
    send(response, await keptOf(service, requestId), requestId);
  };
}

function receiving(service: GateService, inTurn: InTurn): RequestHandler {
  return async (request, response) => {
    await service.requireCaller(request);
    const receipt = parseGateReceipt(bytesOf(request));
    const answer = await keptOf(service, receipt.requestId);
    send(response, await inTurn(() => service.gate.receive(receipt, answer)), receipt.requestId);
  };
}

/** An answer is kept before anybody hears it. */
async function evaluate({ gate, answers, now }: GateService, question: GateQuestion): Promise<GateAnswer> {
  const digest = questionDigest(question);
  const kept = await answers.get(question.requestId);
  requireSameQuestion(kept, digest);
  const answer = standing(kept, await gate.evaluate(question), now());
  if (answer !== kept) await answers.put(question.requestId, { ...answer, question: digest });
  return answer;
}

async function keptOf({ answers }: GateService, requestId: string): Promise<GateAnswer> {
  const answer = await answers.get(requestId);
  if (answer === undefined) throw new CountersignError("usage.request-unknown", "nothing was asked under this id");
  return answer;
}

function send(response: Response, { exit, document }: GateAnswer, requestId: string): void {
  const status = STATUS_OF_EXIT[exit] ?? 500;
  if (status === 202)
    response.set({ location: `/v1/gate/requests/${encodeURIComponent(requestId)}`, "retry-after": "10" });
  if (status === 503) response.set("retry-after", "10");
  const json: JsonObject = { requestId, ...document };
  response.status(status).json(json);
}

function bytesOf({ body }: Request): Uint8Array {
  return Buffer.isBuffer(body) ? body : new Uint8Array();
}

type InTurn = <T>(task: () => Promise<T>) => Promise<T>;

/** Runs one after another; `limit.busy` while too many wait. */
function oneByOne(most: number): InTurn {
  let before: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return (task) => {
    if (waiting >= most) throw new CountersignError("limit.busy", `${most} requests wait`);
    waiting += 1;
    const answer = before.then(task).finally(() => (waiting -= 1));
    before = answer.catch(() => undefined);
    return answer;
  };
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
