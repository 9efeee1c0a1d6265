import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener, Server, ServerResponse } from "node:http";
import { listen } from "./listen.ts";

/** A server that listens. Disposing of it lets requests that came in finish. */
export type HttpServer = AsyncDisposable & { readonly url: string };

/** Milliseconds for a request to arrive whole, for its head, and for which nothing may be read of an answer. */
const PATIENCE = { request: 120_000, head: 10_000, silence: 120_000 };
const MOST_CONNECTIONS = 1024;

/** Serves an app; port 0 takes any that is free. `usage.listen`. */
export async function listenHttp(app: RequestListener, host: string, port: number): Promise<HttpServer> {
  const server = createServer(app);
  const goodbye = lastOnConnections(server);
  Object.assign(server, {
    requestTimeout: PATIENCE.request,
    headersTimeout: PATIENCE.head,
    timeout: PATIENCE.silence,
    maxConnections: MOST_CONNECTIONS,
  });
  return {
    url: await listen(server, host, port),
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      goodbye();
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

/** From when it is called, each answer is the last on its connection: a client that goes on asking would keep the server for ever. */
function lastOnConnections(server: Server): () => void {
  const open = new Set<ServerResponse>();
  let last = false;
  server.prependListener("request", (_request, response) => {
    response.shouldKeepAlive &&= !last;
    open.add(response);
    response.once("close", () => open.delete(response));
  });
  return () => {
    last = true;
    for (const response of open) response.shouldKeepAlive = false;
  };
}
