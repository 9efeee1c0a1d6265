import { CountersignError } from "@countersign/core";
import { parseStrict } from "@countersign/attest";
import type { JsonValue } from "@countersign/attest";
import { serverUrl } from "./server-url.ts";
import { harmless } from "./terminal.ts";

/** A service that is asked: its address without a slash at the end, and its web origin, which sign-ins are for. */
export type ServiceAddress = { readonly base: string; readonly origin: string };

/** What is asked of a service. */
export type ServiceQuestion = {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: `/v1/${string}`;
  readonly body?: JsonValue;
  /** The secret of a session, or of a program. */
  readonly token?: string;
  /** Milliseconds to wait for the answer; 30 seconds when absent. */
  readonly patience?: number;
};

/** A good answer. `retryAfter`: seconds after which it is worth asking again, where the service says so. */
export type ServiceAnswer = { readonly status: number; readonly retryAfter?: number; readonly bytes: Uint8Array };

const PATIENCE = 30_000;
/** Bytes of an answer. */
const LIMIT = 1024 * 1024;

/** The address of a service as people type it; `usage.url`, also where what is sent could be read on the way. */
export function serviceAddress(text: string): ServiceAddress {
  const { origin, protocol, hostname } = new URL(serverUrl(text));
  if (protocol === "http:" && !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname))
    throw new CountersignError(
      "usage.url",
      `${JSON.stringify(text.slice(0, 200))} is not https://, and not this machine`,
    );
  return { base: text.replace(/\/+$/, ""), origin };
}

/** The bytes of a good answer; codes as `serviceAnswer`. */
export async function askService(address: ServiceAddress, question: ServiceQuestion): Promise<Uint8Array> {
  return (await serviceAnswer(address, question)).bytes;
}

/**
 * Asks a service once. Redirects are not followed. `web.unreachable`, `web.answer` for what no service says, and the code
 * with which the service refuses.
 */
export async function serviceAnswer(
  { base }: ServiceAddress,
  { method, path, body, token, patience = PATIENCE }: ServiceQuestion,
): Promise<ServiceAnswer> {
  const response = await fetch(`${base}${path}`, {
    method,
    redirect: "manual",
    signal: AbortSignal.timeout(patience),
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new CountersignError("web.unreachable", `${base} does not answer`, { cause });
  });
  const bytes = await bounded(base, response);
  if (!response.ok) throw refusal(base, response.status, bytes);
  const after = response.headers.get("retry-after") ?? "";
  return { status: response.status, bytes, ...(/^\d{1,5}$/.test(after) ? { retryAfter: Number(after) } : {}) };
}

async function bounded(base: string, { body }: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of body ?? []) {
      size += part.length;
      if (size > LIMIT) throw new CountersignError("web.answer", `${base} answers more than ${LIMIT} bytes`);
      parts.push(part);
    }
  } catch (cause) {
    if (cause instanceof CountersignError) throw cause;
    throw new CountersignError("web.unreachable", `${base} stopped in the middle of its answer`, { cause });
  }
  return new Uint8Array(Buffer.concat(parts));
}

function refusal(base: string, status: number, bytes: Uint8Array): CountersignError {
  const { code, detail } = problemIn(bytes);
  if (code !== undefined) return new CountersignError(code, `${base} refuses: ${harmless(detail)}`);
  if (status >= 500) return new CountersignError("web.unreachable", `${base} answered ${status}`);
  return new CountersignError("web.answer", `${base} answered ${status}; is there a service of ours?`);
}

function problemIn(bytes: Uint8Array): { readonly code?: string; readonly detail: string } {
  try {
    const problem = parseStrict(bytes, "web");
    if (typeof problem !== "object" || problem === null || !("code" in problem)) return { detail: "" };
    // A problem has a detail, the document of a command a message.
    const { code, detail, message = "" } = problem;
    if (typeof code === "string" && /^[a-z]+\.[a-z-]+$/.test(code))
      return { code, detail: String(detail ?? message).slice(0, 500) };
  } catch {
    // No problem of ours.
  }
  return { detail: "" };
}
