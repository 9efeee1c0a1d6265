import { Agent, request } from "node:http";

/** A request, and what came of it: every answer is read whole. */
export type Asked = {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
};

/** One client of a server, over one connection that it keeps. */
export type Client = Disposable & {
  /** The text of the answer; a status other than a success is thrown. */
  readonly ask: (asked: Asked) => Promise<string>;
};

export function clientOf(url: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    ask: (asked) =>
      send(agent, url, asked).catch((error: unknown) => {
        // The server closed a connection that was not used for long, just when it was used again.
        if (error instanceof Closed) return send(agent, url, asked);
        throw error;
      }),
    [Symbol.dispose]: () => agent.destroy(),
  };
}

class Closed extends Error {}

function send(agent: Agent, url: string, { method = "GET", path, headers = {}, body }: Asked): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { agent, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        const text = Buffer.concat(parts).toString();
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(text);
        else reject(new Error(`${method} ${path}: ${status} ${text.slice(0, 500)}`));
      });
    });
    sent.on("error", (cause) => reject(sent.reusedSocket ? new Closed(cause.message, { cause }) : cause));
    sent.end(body);
  });
}
