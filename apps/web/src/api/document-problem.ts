import { AttestError } from "@countersign/attest";
import { CountersignError, remedyFor } from "@countersign/core";
import { Problem } from "./problem.ts";

/** What a document of the service must not be, as a problem that can be shown; whatever else was thrown stays what it is. */
export function documentProblem(cause: unknown): unknown {
  if (!(cause instanceof AttestError) && !(cause instanceof CountersignError)) return cause;
  const { code, detail } = cause;
  return new Problem({ status: 0, code, detail, remedy: code === "web.digest" ? STOP : remedyFor(code), cause });
}

/** That what was sent is not what a digest names (attack D23). */
export function digestProblem(detail: string): Problem {
  return new Problem({ status: 0, code: "web.digest", detail, remedy: STOP });
}

const STOP =
  "Decide nothing here. Keep what was sent, and compare with `countersign show CHANGE` and `git diff` on another machine.";
