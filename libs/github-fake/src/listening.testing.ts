import { once } from "node:events";
import { createServer } from "node:http";

/** A delivery as it came. */
type Heard = {
  readonly event: string;
  readonly guid: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly payload: Readonly<Record<string, unknown>>;
};

/** A receiver of deliveries that keeps them; `answer.status` is what it says. */
export async function listening() {
  const all: Heard[] = [];
  const answer = { status: 202 };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(Buffer.from(part));
    const body = Buffer.concat(parts);
    all.push({
      event: String(request.headers["x-github-event"]),
      guid: String(request.headers["x-github-delivery"]),
      headers: request.headers,
      body,
      payload: parsed(body),
    });
    response.writeHead(answer.status).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    all,
    answer,
    /** `event action` of each, in the order in which they came. */
    names: () => all.map(({ event, payload }) => `${event} ${String(payload["action"] ?? "")}`.trim()),
    last: (event: string) => all.findLast((one) => one.event === event),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function parsed(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return {};
  }
}
