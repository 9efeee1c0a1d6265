import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Programs of the checkout, as they are run. */
export const COUNTERSIGN = program("../../apps/cli/bin/countersign");
export const WITNESS = program("../../apps/witness/bin/countersign-witness");

/** A server in a process of its own. */
export type Served = AsyncDisposable & { readonly url: string; readonly pid: number };

/** Starts a program that tells where it listens in a line of JSON on standard error. */
export async function startServer(command: string, args: readonly string[]): Promise<Served> {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  const closed = once(child, "close");
  const listening = Promise.withResolvers<string>();
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    lines.push(line);
    if (line.startsWith("{") && line.includes('"listening"')) listening.resolve(JSON.parse(line).url);
  });
  void closed.then(() => listening.reject(new Error(`${command} ended: ${lines.join("\n")}`)));
  return {
    url: await listening.promise,
    pid: child.pid ?? 0,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await closed;
    },
  };
}

/** A bare server of one function in a process of its own: `body` is the text of a handler `(request, response) => …` with `fs` and `path`. */
export function startBare(body: string): Promise<Served> {
  const text = `
    const fs = require("node:fs"), path = require("node:path"), crypto = require("node:crypto");
    const server = require("node:http").createServer(${body});
    server.listen(0, "127.0.0.1", () => console.error(JSON.stringify({ event: "listening", url: "http://127.0.0.1:" + server.address().port })));
    process.once("SIGTERM", () => process.exit());`;
  return startServer(process.execPath, ["-e", text]);
}

/** Asks over kept connections, so many at a time; answers are read whole. An answer that is no success is thrown. */
export async function askAll(
  url: string,
  width: number,
  asks: readonly { readonly path: string; readonly body?: Uint8Array | string }[],
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: width });
  let next = 0;
  const work = async () => {
    for (let ask = asks[next++]; ask !== undefined; ask = asks[next++]) await one(agent, url, ask);
  };
  await Promise.all(Array.from({ length: width }, work));
  agent.destroy();
}

function one(agent: Agent, url: string, ask: { readonly path: string; readonly body?: Uint8Array | string }) {
  return new Promise<void>((resolve, reject) => {
    const sent = request(
      `${url}${ask.path}`,
      { agent, method: ask.body === undefined ? "GET" : "POST" },
      (response) => {
        let text = "";
        response.on("data", (part: Buffer) => {
          if ((response.statusCode ?? 0) >= 300) text += part.toString();
        });
        response.on("end", () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`${ask.path}: ${response.statusCode} ${text}`));
        });
      },
    );
    sent.on("error", reject);
    sent.end(ask.body);
  });
}

/** A handler that makes each body durable in a file of its own before it answers. */
export function durably(folder: string): string {
  return `(request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part)).on("end", async () => {
      const name = path.join(${JSON.stringify(folder)}, crypto.randomUUID());
      const file = await fs.promises.open(name, "wx");
      await file.write(Buffer.concat(parts));
      await file.sync();
      await file.close();
      response.end("ok");
    });
  }`;
}

/** A handler that reads files below a folder. */
export function statically(folder: string): string {
  return `(request, response) => {
    const stream = fs.createReadStream(path.join(${JSON.stringify(folder)}, request.url));
    stream.on("error", () => response.writeHead(404).end()).pipe(response);
  }`;
}

function program(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
