import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

/** What a hostile operator answers instead of the log server; undefined: what the server answers. */
export type Answers = (
  path: string,
  body: Buffer,
) => { readonly status: number; readonly body: string | Uint8Array } | undefined;

/** The operator's address of the log, behind which the log server is, and in which the operator may answer as he likes. */
export type Front = AsyncDisposable & {
  readonly url: string;
  /** What was asked, `GET /log/checkpoint`, in order. */
  readonly asked: readonly string[];
  answers: Answers;
  /** Where the log server is; undefined: nowhere. */
  behind: string | undefined;
};

/** Opens a front that passes everything on. */
export async function openFront(): Promise<Front> {
  const asked: string[] = [];
  const server = createServer((request, response) => void pass(front, asked, request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const front: Front = {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    asked,
    answers: () => undefined,
    behind: undefined,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return front;
}

async function pass(front: Front, asked: string[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", url = "", headers } = request;
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  asked.push(`${method} ${url}`);
  const own = front.answers(url, body);
  if (own !== undefined) return void response.writeHead(own.status).end(own.body);
  if (front.behind === undefined) return void response.destroy();
  const { authorization } = headers;
  const answer = await fetch(`${front.behind}${url}`, {
    method,
    headers: authorization === undefined ? {} : { authorization },
    ...(method === "POST" ? { body: new Uint8Array(body) } : {}),
  }).catch(() => undefined);
  if (answer === undefined) return void response.destroy();
  response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
}

/** Takes every record, promises it a leaf, and drops it. */
export const acceptAndDrop: Answers = (path, body) => {
  if (path !== "/records") return undefined;
  const { payload }: { readonly payload: string } = JSON.parse(body.toString());
  const sha256 = createHash("sha256").update(Buffer.from(payload, "base64")).digest("hex");
  const salt = Buffer.alloc(16).toString("base64");
  const answer = {
    kind: "review",
    leaf: { index: 50 },
    outcome: "appended",
    statement: { sha256 },
    salt,
    waitingFor: [],
  };
  return { status: 200, body: JSON.stringify(answer) };
};
