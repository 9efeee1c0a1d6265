import { createHash } from "node:crypto";
import { AttestError, formatCanonical, parseStrict } from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import { z } from "zod";

const oid = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, "is not the full id of a commit");
const printable = z.string().regex(/^[!-~]{1,1024}$/, "is not printable ASCII without blanks");

/** Characters of a bundle in a question. */
const MOST_BUNDLE = 900_000;

/** A question in its form. */
export const questionForm = z.strictObject({
  /** Chosen by whoever asks; the same id with another question is refused. */
  requestId: printable,
  repository: z.strictObject({ id: z.string().min(1).max(1024), uri: z.string().max(4096).optional() }),
  ref: z.string().startsWith("refs/").max(4096),
  commit: oid,
  environment: z.string().min(1).max(1024),
  artifact: z
    .strictObject({ digest: z.string().regex(/^sha256:[0-9a-f]{64}$/, "is not sha256: and 64 lowercase digits") })
    .nullable(),
  /** `rollback` opens the way back to what this gate allowed before; it lowers nothing. */
  intent: z.enum(["deploy", "rollback"]),
  /** The log with its evidence since what the gate knows, for a gate that cannot ask for it itself; in base64. It is no part of the question. */
  bundle: z.base64().max(MOST_BUNDLE).optional(),
});

/** What a pipeline asks a gate over HTTP. */
export type GateQuestion = z.infer<typeof questionForm>;

/** A receipt in its form. */
export const receiptForm = z.strictObject({
  requestId: printable,
  /** SHA-256 of the verdict's payload, as the answer gave it. */
  verdict: z.string().regex(/^[0-9a-f]{64}$/, "is not the SHA-256 of a verdict"),
  state: z.enum(["started", "succeeded", "failed", "rolled-back"]),
});

/** What a pipeline did with an answer. */
export type GateReceipt = z.infer<typeof receiptForm>;

/** Reads a question; `usage.request` with what is wrong, also where it is no strict JSON. */
export function parseQuestion(body: Uint8Array): GateQuestion {
  return parsed(questionForm, body);
}

/** Reads a receipt; code as of a question. */
export function parseGateReceipt(body: Uint8Array): GateReceipt {
  return parsed(receiptForm, body);
}

/** SHA-256 of what is asked, whatever order its members came in. */
export function questionDigest(question: GateQuestion): string {
  const { repository, requestId, ref, commit, environment, artifact, intent } = question;
  const { id, uri } = repository;
  const value = {
    requestId,
    ref,
    commit,
    environment,
    artifact,
    intent,
    repository: { id, ...(uri === undefined ? {} : { uri }) },
  };
  return createHash("sha256").update(formatCanonical(value)).digest("hex");
}

function parsed<T>(form: z.ZodType<T>, body: Uint8Array): T {
  const read = form.safeParse(jsonOf(body));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const path = issue === undefined || issue.path.length === 0 ? "the request" : issue.path.join(".");
  throw new CountersignError("usage.request", `${path}: ${issue?.message ?? "is not a request"}`);
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return parseStrict(body, "statement");
  } catch (error) {
    if (!(error instanceof AttestError)) throw error;
    throw new CountersignError("usage.request", `the request is no strict JSON: ${error.detail}`, { cause: error });
  }
}
