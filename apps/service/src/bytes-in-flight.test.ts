import { once } from "node:events";
import { request } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import express from "express";
import { describe, expect, it } from "vitest";
import { bytesInFlight, givingWay } from "./bytes-in-flight.ts";
import type { BodyBounds, Upload } from "./bytes-in-flight.ts";

/** A server that takes bodies within bounds and says how long they were. */
async function serving(bounds: BodyBounds) {
  const refused: string[] = [];
  const app = express();
  let seen = 0;
  app.use((_asked, _response, next) => {
    seen += 1;
    next();
  });
  const bounded = bytesInFlight(bounds, ({ code }) => void refused.push(code));
  app.post("/", bounded, express.raw({ type: () => true }), (asked, response) => void response.json(asked.body.length));
  app.use(((_error, _request, response, _next) => void response.destroy()) satisfies express.ErrorRequestHandler);
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  return {
    refused,
    seen: () => seen,
    begin(length: number, sent: number): ClientRequest {
      const headers = { "content-length": length };
      const asked = request({ port, host: "127.0.0.1", method: "POST", headers }).on("error", () => {});
      asked.write("x".repeat(sent));
      return asked;
    },
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function statusOf(asked: ClientRequest): Promise<number | undefined> {
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

describe("bodies on their way", () => {
  it("J12: of which nothing comes keep nobody out, and end", async () => {
    using server = await serving({ most: 256, longest: 64, idle: 500 });
    const idle = Array.from({ length: 8 }, () => server.begin(64, 1));
    const ended = Promise.all(idle.map(statusOf));
    const small = server.begin(60, 60);
    small.end();
    expect(await statusOf(small)).toBe(200);
    expect(await ended).toEqual(idle.map(() => 408));
    expect(new Set(server.refused)).toEqual(new Set(["limit.idle"]));
  });

  it("J12: that fill the room give way to what comes, those that began first before others", async () => {
    using server = await serving({ most: 128, longest: 64, idle: 60_000 });
    const first = server.begin(64, 63);
    const gaveWay = statusOf(first);
    await expect.poll(server.seen, { timeout: 30_000 }).toBe(1);
    const second = server.begin(64, 63);
    await expect.poll(server.seen, { timeout: 30_000 }).toBe(2);
    const small = server.begin(10, 10);
    small.end();
    expect(await statusOf(small)).toBe(200);
    expect(await gaveWay).toBe(503);
    second.end("x");
    expect(await statusOf(second)).toBe(200);
    expect(server.refused).toEqual(["limit.busy"]);
  });

  it("J12: give way by who has the most here, and never when they are whole", () => {
    const upload = (client: string, bytes: number, complete = false): Upload => ({ client, bytes, complete });
    const [small, large, larger] = [upload("a", 1), upload("b", 30), upload("b", 40)];
    expect(givingWay([small, large, larger])).toBe(large);
    expect(givingWay([small, upload("b", 70, true)])).toBe(small);
    expect(givingWay([upload("b", 70, true), larger, small])).toBe(larger);
    expect(givingWay([upload("a", 1, true)])).toBeUndefined();
  });
});
