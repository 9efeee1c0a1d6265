import { AttestError } from "@countersign/attest";
import { remedyFor } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import { LogError } from "@countersign/tlog";

/** A request: its method, its target as sent, the path in it, who signed it (`Authorization`), and its body. */
export type Ask = {
  readonly method: string;
  readonly target: string;
  readonly path: string;
  readonly authorization: string | undefined;
  /** The whole body; `limit.request` above so many bytes, `limit.busy` while other bodies fill the room. */
  readonly body: (limit: number) => Promise<Uint8Array>;
};

/** What is answered; plain text unless the headers say otherwise. */
export type Reply = {
  readonly status: number;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A short text. */
export function textReply(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, body, headers };
}

/** A document. */
export function jsonReply(status: number, document: unknown): Reply {
  return {
    status,
    body: `${JSON.stringify(document)}\n`,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  };
}

const NOT_FOUND = 404;

/** Nothing is there. */
export function notFound(): Reply {
  return textReply(NOT_FOUND, "not found\n");
}

/** What is wrong with a request, as RFC 9457 (problem+json); undefined for what names no check, which is a fault of ours. */
export function problemReply(error: unknown): Reply | undefined {
  if (!(error instanceof CountersignError || error instanceof AttestError || error instanceof LogError))
    return undefined;
  const { code, detail } = error;
  const [area = ""] = code.split(".");
  const status = STATUS_OF_CODE[code] ?? STATUS_OF_AREA[area] ?? 422;
  if (status === 500) return undefined;
  const problem = { type: "about:blank", title: code, status, code, detail, remedy: remedyFor(code) };
  return {
    status,
    body: JSON.stringify(problem),
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(status === 401 ? { "www-authenticate": "Countersign" } : {}),
      ...(status === 503 ? { "retry-after": "10" } : {}),
    },
  };
}

/** Codes whose status is not that of their area. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  "auth.not-entitled": 403,
  "auth.target": 403,
  "limit.busy": 503,
  "policy.missing": 503,
  "witness.busy": 503,
  "witness.handed-in": 503,
  "witness.stranger": 403,
};

/** Statuses by area; what a client sent is 422, what could not be done here is a fault of ours. */
const STATUS_OF_AREA: Readonly<Record<string, number>> = {
  auth: 401,
  files: 500,
  internal: 500,
  keys: 500,
  limit: 413,
};
