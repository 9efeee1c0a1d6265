import { AttestError } from "@countersign/attest";
import { CountersignError, remedyFor } from "@countersign/core";
import { LogError } from "@countersign/tlog";

/** A refusal of the service (RFC 9457), or what this page itself could not do: a code, a sentence, and what to do about it. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly remedy: string;
  /** Seconds after which the service takes it again. */
  readonly retryAfter: number | undefined;

  constructor({ status, code, detail, remedy, retryAfter, cause }: ProblemParts) {
    super(`${code}: ${detail}`, { cause });
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.remedy = remedy;
    this.retryAfter = retryAfter;
  }
}

type ProblemParts = {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly remedy: string;
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
};

/** The problem that an answer tells; `web.answer` where it is none of this service. */
export async function problemOfAnswer(response: Response): Promise<Problem> {
  const said: unknown = await response.json().catch(() => undefined);
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const told = { status: response.status, ...(Number.isFinite(retryAfter) ? { retryAfter } : {}) };
  const [code, detail, remedy] = ["code", "detail", "remedy"].map((name) => textAt(said, name));
  if (code !== undefined && detail !== undefined && remedy !== undefined)
    return new Problem({ ...told, code, detail, remedy });
  return new Problem({
    ...told,
    code: "web.answer",
    detail: `the answer has status ${response.status} and is none of a Countersign service`,
    remedy: "Check that this page's service.json names the service, and that no proxy answers in its place.",
  });
}

/** That nobody answered. */
export function unreachable(cause: unknown): Problem {
  return new Problem({
    status: 0,
    code: "web.unreachable",
    detail: "the service does not answer",
    remedy: "Check the network. What is shown stays; it is tried again by itself.",
    cause,
  });
}

/** What to do where what was sent is not what a digest names (attack D23). */
const STOP =
  "Decide nothing here. Keep what was sent, and compare with `countersign show CHANGE` and `git diff` on another machine.";

/** What a check of a document of the service or a file of the log refused, with the check's code and remedy; undefined for whatever else was thrown. */
function refusedByCheck(cause: unknown): Problem | undefined {
  if (!(cause instanceof AttestError || cause instanceof LogError || cause instanceof CountersignError))
    return undefined;
  const { code, detail } = cause;
  return new Problem({ status: 0, code, detail, remedy: code === "web.digest" ? STOP : remedyFor(code), cause });
}

/** That what was sent is not what a digest names (attack D23). */
export function digestProblem(detail: string): Problem {
  return new Problem({ status: 0, code: "web.digest", detail, remedy: STOP });
}

/** The same, for whoever throws it on: whatever is no refusal stays what it is. */
export function documentProblem(cause: unknown): unknown {
  return refusedByCheck(cause) ?? cause;
}

/** Whatever was thrown, as a problem that can be shown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const refused = refusedByCheck(error);
  if (refused !== undefined) return refused;
  return new Problem({
    status: 0,
    code: "internal.page",
    detail: error instanceof Error ? error.message : "this page failed",
    remedy: "This is a fault of the page. Please report it with what was done before.",
    cause: error,
  });
}

function textAt(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const found: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
  return typeof found === "string" ? found : undefined;
}
