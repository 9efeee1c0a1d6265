import { CountersignError } from "@countersign/core";
import type { Request, RequestHandler } from "express";
import { sendProblem } from "./problem.ts";
import type { Problem } from "./problem.ts";

/** Bounds of bodies on their way: bytes of all of them and of one, and milliseconds for which nothing of one may come. */
export type BodyBounds = { readonly most: number; readonly longest: number; readonly idle: number };

/** A body on its way: from whom, how much of it is here, and whether that is all. */
export type Upload = { readonly client: string; bytes: number; complete: boolean };

type Held = Upload & { readonly giveWay: (problem: Problem) => void };

const BUSY: Problem = {
  status: 503,
  code: "limit.busy",
  detail: "others are handing in records; this one has to wait",
};
const IDLE: Problem = { status: 408, code: "limit.idle", detail: "nothing of the record came for a while" };

/**
 * Counts what is here of bodies, and makes room by `givingWay`, so that nobody fills the memory or keeps others out with requests that never
 * end; one of which nothing comes ends. `limit.request` above `longest`; `refused` hears of those that had to give way (`limit.busy`, `limit.idle`).
 */
export function bytesInFlight(
  { most, longest, idle }: BodyBounds,
  refused: (problem: Problem, request: Request) => void,
): RequestHandler {
  const uploads = new Set<Held>();
  return (request, response, next) => {
    if (!(Number(request.headers["content-length"] ?? 0) <= longest))
      throw new CountersignError("limit.request", `a body has at most ${longest} bytes here`);
    const leave = () => {
      clearTimeout(timer);
      uploads.delete(upload);
    };
    const giveWay = (problem: Problem) => {
      leave();
      if (response.headersSent) return;
      refused(problem, request);
      response.set("connection", "close").once("finish", () => request.destroy());
      sendProblem(response, problem);
    };
    const upload: Held = { client: request.ip ?? "", bytes: 0, complete: false, giveWay };
    const timer = setTimeout(giveWay, idle, IDLE);
    uploads.add(upload);
    request.on("data", (piece: Uint8Array) => {
      upload.bytes += piece.length;
      timer.refresh();
      while (bytesOf([...uploads]) > most) {
        const victim = givingWay([...uploads]);
        if (victim === undefined) return;
        victim.giveWay(BUSY);
      }
    });
    request.once("end", () => {
      upload.complete = true;
      clearTimeout(timer);
    });
    response.once("close", leave);
    next();
  };
}

/**
 * Of uploads in the order in which they began, the one that gives way: the first that is not whole of the client that has the most here. So
 * whoever hands in something small is never kept out by what is large, slow, or sent over and over.
 */
export function givingWay<T extends Upload>(uploads: readonly T[]): T | undefined {
  const clients = [...Map.groupBy(uploads, ({ client }) => client).values()].filter((all) =>
    all.some(({ complete }) => !complete),
  );
  const [most] = clients.toSorted((a, b) => bytesOf(b) - bytesOf(a));
  return most?.find(({ complete }) => !complete);
}

function bytesOf(uploads: readonly Upload[]): number {
  return uploads.reduce((sum, { bytes }) => sum + bytes, 0);
}
