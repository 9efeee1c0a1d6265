import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { formatVerifierKey } from "@countersign/tlog";
import { bodies } from "./bodies.ts";
import type { Bodies } from "./bodies.ts";
import { textReply } from "./exchange.ts";
import type { Reply } from "./exchange.ts";
import { routes } from "./routes.ts";
import type { Answer, Served } from "./routes.ts";

/** Where a witness listens. Port 0 takes any that is free. */
export type Address = { readonly host: string; readonly port: number };

/** A server that listens; disposing of it lets requests that came in finish. */
export type WitnessServer = AsyncDisposable & { readonly url: string };

/** Milliseconds for a request to arrive whole, and for its head. */
const ARRIVAL = { request: 30_000, head: 10_000 };
const MOST_CONNECTIONS = 1024;

/** Serves a witness over HTTP (`routes`). */
export async function serveWitness(served: Served, { host, port }: Address): Promise<WitnessServer> {
  const answer = routes(served);
  const room = bodies();
  const server = createServer((request, response) => {
    const keeps = () => server.listening;
    handle(answer, room, keeps, request, response).catch((error: unknown) => {
      // Whoever goes away in the middle of a request is no fault of ours.
      if (error === request.errored) return void response.destroy();
      served.events.failed(error);
      if (response.headersSent) response.destroy();
      else send(request, response, textReply(500, "internal.witness: this is a fault of the witness\n"), keeps());
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
  served.events.listening(url, formatVerifierKey(served.witness.key));
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeIdleConnections();
      await once(server, "close");
    },
  };
}

async function handle(
  answer: Answer,
  room: Bodies,
  keeps: () => boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = request.url ?? "";
  const reply = await answer({
    method: request.method ?? "",
    target,
    path: target.split("?")[0] ?? "",
    authorization: request.headers.authorization,
    // Whoever sends too much is still told so.
    body: (limit) => room.read(request.iterator({ destroyOnReturn: false }), limit),
  });
  send(request, response, reply, keeps());
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, headers = {} }: Reply,
  keeps: boolean,
): void {
  // What was not read of a request must not be taken for the next one; and who goes on asking must not keep a server that ends.
  const rest = request.complete && keeps ? {} : { connection: "close" };
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": bytes.length,
    "x-content-type-options": "nosniff",
    ...headers,
    ...rest,
  });
  response.end(request.method === "HEAD" ? undefined : bytes);
}
