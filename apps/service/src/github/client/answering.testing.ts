import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { listen } from "../../listen.ts";
import { appKey } from "./app-jwt.ts";
import { openGithub } from "./github.ts";

const PEM = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;
const SIGNAL = new AbortController().signal;

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that answers as it is told, and the client at it. */
export async function answering(answer: Answering, timeout = 2_000) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader("content-type", "application/json");
    if (request.url?.endsWith("/access_tokens") === true) {
      const ends = new Date(Date.now() + 3_600_000).toISOString();
      return void response
        .writeHead(201)
        .end(JSON.stringify({ token: `ghs_${"x".repeat(700)}.y.z`, expires_at: ends }));
    }
    answer(request, response);
  });
  const url = await listen(server, "127.0.0.1", 0);
  const calls: string[] = [];
  const github = openGithub({
    app: 7,
    key: appKey(PEM),
    api: url,
    userAgent: "test",
    paced: false,
    timeout,
    now: () => Date.now() / 1000,
    called: (route, status) => void calls.push(`${route} ${status}`),
  });
  return {
    github,
    asked,
    calls,
    ask: (route: string) => github.ask({ installation: 5, repository: 9 }, route, {}, { signal: SIGNAL }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Answers so. */
export const json = (response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) =>
  void response.writeHead(status, headers).end(JSON.stringify(body));
