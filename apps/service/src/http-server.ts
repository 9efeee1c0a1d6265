import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import { listen } from "./listen.ts";

/** A server that listens. Disposing of it lets requests that came in finish. */
export type HttpServer = AsyncDisposable & { readonly url: string };

/** Milliseconds for a request to arrive whole, for its head, and for which nothing may be read of an answer. */
const PATIENCE = { request: 120_000, head: 10_000, silence: 120_000 };
const MOST_CONNECTIONS = 1024;

/** Serves an app; port 0 takes any that is free. `usage.listen`. */
export async function listenHttp(app: RequestListener, host: string, port: number): Promise<HttpServer> {
  const server = createServer(app);
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
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}
