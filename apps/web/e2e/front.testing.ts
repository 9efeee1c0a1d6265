import { once } from "node:events";
import { createServer, request as ask } from "node:http";
import type { AddressInfo } from "node:net";
import { answerAppFile, readAppFiles } from "../host/index.ts";
import type { Hosting } from "../host/index.ts";

/** A server of the app's files on the loopback interface. */
export type Front = AsyncDisposable & {
  readonly port: number;
  /** Has the service be away, as a network has it: what is under way is cut off, what comes is refused. */
  readonly cut: (away: boolean) => void;
  /** How many streams of events browsers hold. */
  readonly streams: () => number;
};

/**
 * Serves the built app with its headers. With `behind`, the address of a service, everything else goes there as it came: what `countersign
 * serve` is to a browser, files and API of one origin. Without, it is a host of files alone, as a reviewer's own.
 */
export async function serveFront(folder: string, hosting: Hosting, behind?: URL): Promise<Front> {
  const files = await readAppFiles(folder, hosting);
  let away = false;
  const under = new Set<{ readonly path: string; readonly destroy: () => void }>();
  const server = createServer((request, response) => {
    if (answerAppFile(files, hosting, request, response)) return;
    if (behind === undefined) return void response.writeHead(404).end();
    if (away) return void request.socket.destroy();
    const { hostname, port } = behind;
    const passed = ask(
      { hostname, port, method: request.method, path: request.url, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    const both = { path: request.url ?? "", destroy: () => (passed.destroy(), request.socket.destroy()) };
    under.add(both);
    response.once("close", () => {
      under.delete(both);
      passed.destroy();
    });
    passed.on("error", () => request.socket.destroy());
    request.pipe(passed);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    streams: () => [...under].filter(({ path }) => path === "/v1/events").length,
    cut(now) {
      away = now;
      if (now) for (const one of under) one.destroy();
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
