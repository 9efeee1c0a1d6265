import { CountersignError } from "@countersign/core";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import { z } from "zod";

/** Which tokens are taken: whose they are, and for whom they were made. */
export type ActionsSettings = { readonly issuer: string; readonly audience: string };

/** A job of GitHub Actions, as its token says (OpenID Connect claims `repository_id`, `run_id`, `sha`, `environment`). */
export type ActionsJob = {
  /** The policy's id, `github:NUMBER`. */
  readonly repository: string;
  readonly run: string;
  /** The commit that the run is about. */
  readonly sha: string;
  /** The environment that the job names; absent where it names none. */
  readonly environment?: string;
};

/** Reads the token of a job: `auth.job-token` for one that is not good, `auth.issuer-unreachable` where its keys cannot be fetched. */
export type ReadJob = (token: string) => Promise<ActionsJob>;

/** Where GitHub's runners get their tokens. */
export const ACTIONS_ISSUER = "https://token.actions.githubusercontent.com";

const number = z.string().regex(/^[1-9]\d{0,19}$/);
const claims = z.object({
  repository_id: number,
  run_id: number,
  sha: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
  environment: z.string().min(1).max(255).optional(),
});

/** Milliseconds for the issuer to answer, and between two times that unknown keys have it asked again; seconds that clocks may differ. */
const PATIENCE = { answer: 5_000, again: 30_000 };
const SKEW = 30;

/** Verifies tokens of an issuer (RS256) by the keys that it publishes under `/.well-known/jwks`; nothing is fetched before the first. */
export function readJobs({ issuer, audience }: ActionsSettings): ReadJob {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks`), {
    timeoutDuration: PATIENCE.answer,
    cooldownDuration: PATIENCE.again,
  });
  const expected = { issuer, audience, algorithms: ["RS256"], clockTolerance: SKEW, requiredClaims: ["exp", "iat"] };
  return async (token) => {
    const { payload } = await jwtVerify(token, keys, expected).catch(refused);
    const read = claims.safeParse(payload);
    if (!read.success) throw new CountersignError("auth.job-token", "the token is of no job of GitHub Actions");
    const { repository_id, run_id, sha, environment } = read.data;
    const job = { repository: `github:${repository_id}`, run: run_id, sha };
    return environment === undefined ? job : { ...job, environment };
  };
}

/** Whether a text may be such a token: three parts in base64url. */
export function isJobToken(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text) && text.length <= 16_384;
}

/**
 * Refuses a question that is not the job's own (`auth.scope`): about another repository, environment or commit than those that
 * its token names. The way back is to an earlier commit than the run's.
 */
export function requireOwnQuestion(
  { repository, environment, sha }: ActionsJob,
  asked: {
    readonly repository: { readonly id: string };
    readonly environment: string;
    readonly commit: string;
    readonly intent: "deploy" | "rollback";
  },
): void {
  const other =
    repository !== asked.repository.id
      ? "repository"
      : environment !== asked.environment
        ? "environment"
        : asked.intent === "deploy" && sha !== asked.commit
          ? "commit"
          : undefined;
  if (other !== undefined) throw new CountersignError("auth.scope", `the job's token is for another ${other}`);
}

/** What a bad token is told from: that the issuer did not answer, or answered with something else than keys. */
function refused(cause: unknown): never {
  const isIssuer =
    !(cause instanceof errors.JOSEError) || /^ERR_(?:JWKS_TIMEOUT|JWKS_INVALID|JOSE_GENERIC)$/.test(cause.code);
  if (isIssuer)
    throw new CountersignError("auth.issuer-unreachable", "the keys of the token's issuer cannot be had", { cause });
  throw new CountersignError("auth.job-token", `the token is not taken: ${cause.code}`, { cause });
}
