import { createHash, timingSafeEqual } from "node:crypto";
import { CountersignError } from "@countersign/core";
import type { Request } from "express";
import { ACTIONS_ISSUER, isJobToken, readJobs, requireOwnQuestion } from "../access/actions-job.ts";
import type { ActionsJob, ReadJob } from "../access/actions-job.ts";
import type { GateQuestion } from "./gate-question.ts";

/** Who asks a gate. */
export type GateCaller = {
  /** Whose request ids these are. */
  readonly name: string;
  /** Refuses a question that is not this caller's to ask: `auth.scope`. */
  readonly requireOwn: (question: GateQuestion) => void;
};

/** Finds out who asks: `auth.missing`, `auth.token`, and the codes of a job's token. */
export type FindCaller = (request: Pick<Request, "headers">) => Promise<GateCaller>;

/**
 * Reads a file of callers. A line is `NAME SHA256`, the SHA-256 of the caller's token in lowercase hex; or
 * `actions:REPOSITORY AUDIENCE [ISSUER]`: jobs of GitHub Actions in the repository with that number, by tokens that they have made for
 * that audience. `usage.callers`
 */
export function callersOf(text: string): FindCaller {
  const callers = linesOf(text).map(callerOf);
  if (callers.length === 0) throw new CountersignError("usage.callers", "nobody may ask: there is no line in it");
  const tokens = callers.flatMap((one) => ("digest" in one ? [one] : []));
  const jobs = callers.flatMap((one) => ("read" in one ? [one] : []));
  return async ({ headers }) => {
    const [, token] = /^Bearer ([!-~]{1,16384})$/.exec(headers.authorization ?? "") ?? [];
    if (token === undefined) throw new CountersignError("auth.missing", "the request has no bearer token");
    const asked = createHash("sha256").update(token).digest();
    const known = tokens.find(({ digest }) => timingSafeEqual(digest, asked));
    if (known !== undefined) return { name: known.name, requireOwn: () => {} };
    if (jobs.length > 0 && isJobToken(token)) return jobCaller(await jobOf(jobs, token));
    throw new CountersignError("auth.token", "no caller has this token");
  };
}

/**
 * A job asks for itself, and no other run, nor a job of the same run before another environment, sees what it was answered or says what became of it.
 * `auth.scope` for a job that names no environment.
 */
export function jobCaller(job: ActionsJob): GateCaller {
  const { repository, run, environment } = job;
  if (environment === undefined) throw new CountersignError("auth.scope", "the job names no environment");
  return {
    name: `job:${repository}:${run}:${environment}`,
    requireOwn: (question) => requireOwnQuestion(job, question),
  };
}

type TokenCaller = { readonly name: string; readonly digest: Buffer };
type JobCaller = { readonly repository: string; readonly read: ReadJob };

async function jobOf(callers: readonly JobCaller[], token: string): Promise<ActionsJob> {
  const refusals: unknown[] = [];
  for (const { repository, read } of callers) {
    try {
      const job = await read(token);
      if (job.repository === repository) return job;
      refusals.unshift(new CountersignError("auth.token", `no caller is a job of ${job.repository}`));
    } catch (error) {
      refusals.push(error);
    }
  }
  throw refusals[0];
}

function callerOf(line: string): TokenCaller | JobCaller {
  const [, number, audience, issuer = ACTIONS_ISSUER] =
    /^actions:([1-9]\d{0,14}) (\S{1,512})(?: (https?:\/\/[^\s?#@]+[^\s?#@/]))?$/.exec(line) ?? [];
  if (number !== undefined && audience !== undefined)
    return { repository: `github:${number}`, read: readJobs({ issuer, audience }) };
  const [, name, digest] = /^(?!actions:)([!-~]{1,128}) ([0-9a-f]{64})$/.exec(line) ?? [];
  if (name !== undefined && digest !== undefined) return { name, digest: Buffer.from(digest, "hex") };
  throw new CountersignError(
    "usage.callers",
    "a line of the callers is NAME and the SHA-256 of its token, or actions:REPOSITORY and an audience",
  );
}

function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}
