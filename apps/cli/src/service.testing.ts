import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { dirname, join } from "node:path";
import type { JsonObject } from "@countersign/attest";
import { tempFolder } from "@countersign/testkit";
import { runCli } from "./run.testing.ts";

/** What a service was asked. */
export type Heard = { readonly line: string; readonly body: JsonObject; readonly authorization: string | undefined };

/** What it answers: a status and a document. */
export type Told = readonly [status: number, json: unknown];

/** A service that answers as a test says, and a home beside it; calls of the program work at it with a program's token. */
export async function serviceScene(answer: (heard: Heard) => Told) {
  const folder = tempFolder();
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    void read(request).then((one) => {
      heard.push(one);
      const [status, json] = answer(one);
      response.writeHead(status).end(JSON.stringify(json));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  const token = join(folder.path, "program.token");
  writeFileSync(token, "cs_token_secret\n");
  const home = join(folder.path, "home");
  return {
    heard,
    url,
    home,
    folder: folder.path,
    file(path: string, content: string) {
      const file = join(folder.path, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    run: (...args: readonly string[]) => runCli([...args, "--url", url, "--json"], { home }),
    program: (...args: readonly string[]) => runCli([...args, "--url", url, "--token-file", token, "--json"], { home }),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      folder[Symbol.dispose]();
    },
  };
}

async function read(request: IncomingMessage): Promise<Heard> {
  let body = "";
  for await (const part of request) body += String(part);
  const { method, url, headers } = request;
  return {
    line: `${method} ${url}`,
    body: body === "" ? {} : JSON.parse(body),
    authorization: headers.authorization,
  };
}
