import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { formatVerifierKey } from "@countersign/tlog";
import type { Events } from "./events.ts";
import type { Witness } from "./witness.ts";
import { logFolder } from "./witness-folder.ts";

/** Where a witness listens. Port 0 takes any that is free. */
export type Address = { readonly host: string; readonly port: number };

/** A server that listens; disposing of it lets requests that came in finish. */
export type WitnessServer = AsyncDisposable & { readonly url: string };

/** A note of 1 MB at most, 63 hashes, and the size before it. */
const BODY_LIMIT = 1_000_000 + 63 * 45 + 64;
/** Milliseconds for a request to arrive whole, and for its head. */
const ARRIVAL = { request: 30_000, head: 10_000 };
const MOST_CONNECTIONS = 1024;

/**
 * Serves a witness over HTTP: `POST /add-checkpoint` (tlog-witness 1.0.0), `GET /` (its key and what it cosigned, as JSON),
 * `GET /logs/<SHA-256 of the origin>/checkpoint` (what it cosigned last, with its cosignature).
 */
export async function serveWitness(witness: Witness, { host, port }: Address, events: Events): Promise<WitnessServer> {
  const server = createServer((request, response) => {
    handle(witness, request, response).catch((error: unknown) => {
      events.failed(error);
      if (!response.headersSent) send(response, 500, "internal.witness: this is a fault of the witness\n");
      else response.destroy();
    });
  });
  Object.assign(server, {
    requestTimeout: ARRIVAL.request,
    headersTimeout: ARRIVAL.head,
    maxConnections: MOST_CONNECTIONS,
  });
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${bound}`;
  events.listening(url, formatVerifierKey(witness.key));
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeIdleConnections();
      await once(server, "close");
    },
  };
}

async function handle(witness: Witness, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "").split("?")[0] ?? "";
  if (path === "/add-checkpoint") {
    if (request.method !== "POST") return send(response, 405, "only POST\n", { allow: "POST" });
    return addCheckpoint(witness, request, response);
  }
  if (request.method !== "GET" && request.method !== "HEAD")
    return send(response, 405, "only GET\n", { allow: "GET, HEAD" });
  if (path === "/") return send(response, 200, statusOf(witness), { "content-type": "application/json" });
  const last = witness.logs().find(({ origin }) => path === `/${logFolder(origin)}/checkpoint`)?.last;
  if (last === undefined) return send(response, 404, "not found\n");
  send(response, 200, last.note, { "cache-control": "no-cache" });
}

async function addCheckpoint(witness: Witness, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  if (body === undefined) {
    send(response, 413, `limit.request: more than ${BODY_LIMIT} bytes\n`, { connection: "close" });
    return;
  }
  const answer = await witness.addCheckpoint(body);
  send(response, answer.status, answer.body, answer.status === 409 ? { "content-type": "text/x.tlog.size" } : {});
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > BODY_LIMIT) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function statusOf({ key, logs }: Witness): string {
  const witnessed = logs().map(({ origin, last }) =>
    last === undefined ? { origin } : { origin, size: last.checkpoint.size, time: last.time },
  );
  return `${JSON.stringify({ name: key.name, key: formatVerifierKey(key), logs: witnessed })}\n`;
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...headers }).end(body);
}
