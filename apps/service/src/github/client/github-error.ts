import { CountersignError } from "@countersign/core";

/** Of an answer of GitHub: its status, what its headers say about limits, and its own words. */
export type Refusal = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly message: string;
};

/** Seconds for which nobody asks again where GitHub does not say for how long. */
const UNSAID = 60;

/**
 * What an answer means, as a code: `github.limited` (with `seconds` in its facts), `github.suspended`, `github.archived`, `github.permission`,
 * `github.not-found` (also for what moved), `github.unauthorized`, `github.refused`, or `github.unreachable` for what may pass by itself.
 */
export function refusalError({ status, headers, message }: Refusal, asked: string, now: number): CountersignError {
  const said = `${asked}: ${status} ${message.slice(0, 300)}`;
  const seconds = limitedFor({ status, headers, message }, now);
  if (seconds !== undefined) return new CountersignError("github.limited", said, { facts: { seconds } });
  return new CountersignError(codeOf(status, message), said);
}

/** An error of the transport, or of anything that never became an answer. */
export function transportError(cause: unknown, asked: string): CountersignError {
  const own = cause instanceof Error && cause.cause instanceof CountersignError ? cause.cause : cause;
  if (own instanceof CountersignError) return own;
  const what = cause instanceof Error ? cause.message : String(cause);
  return new CountersignError("github.unreachable", `${asked}: ${what.slice(0, 300)}`, { cause });
}

function limitedFor({ status, headers, message }: Refusal, now: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const after = Number(headers["retry-after"] ?? Number.NaN);
  if (Number.isFinite(after)) return Math.max(1, after);
  if (headers["x-ratelimit-remaining"] === "0")
    return Math.max(1, Math.ceil(Number(headers["x-ratelimit-reset"] ?? 0) - now) + 1);
  return status === 429 || /rate limit/i.test(message) ? UNSAID : undefined;
}

function codeOf(status: number, message: string): string {
  if (status >= 500 || status === 408) return "github.unreachable";
  if (status === 401) return "github.unauthorized";
  if (status === 403 && /suspended/i.test(message)) return "github.suspended";
  if (status === 403) return /was archived/i.test(message) ? "github.archived" : "github.permission";
  return status < 400 || status === 404 || status === 410 ? "github.not-found" : "github.refused";
}
