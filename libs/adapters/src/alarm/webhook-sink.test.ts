import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";
import { eventJson } from "@countersign/core";
import { describe, expect, it } from "vitest";
import { alarmEvent } from "./alarm-event.testing.ts";
import { webhookSink } from "./webhook-sink.ts";

/** Tells a receiver that answers in this way; what it got, and what came of it. */
async function told(answer: (request: IncomingMessage, response: ServerResponse) => unknown, patience?: number) {
  const got: { method?: string | undefined; type?: string | undefined; key?: unknown; body: string } = { body: "" };
  const server = createServer((request, response) => {
    request.on("data", (part) => (got.body += String(part)));
    request.on("end", () => {
      Object.assign(got, {
        method: request.method,
        type: request.headers["content-type"],
        key: request.headers["idempotency-key"],
      });
      answer(request, response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const sink = webhookSink(`http://127.0.0.1:${port}/hook?secret=s3cret`, patience);
  const outcome = await sink.tell(alarmEvent()).then(
    () => "arrived",
    (error: unknown) => error,
  );
  server.closeAllConnections();
  server.close();
  return { got, outcome, name: sink.name };
}

describe("a webhook", () => {
  it("gets the event as JSON, with a key that is the same when it is told again", async () => {
    const { got, outcome } = await told((_, response) => response.writeHead(204).end());
    expect(outcome).toBe("arrived");
    expect(got).toMatchObject({ method: "POST", type: "application/json", key: "0123456789abcdef-7" });
    expect(JSON.parse(got.body)).toEqual(eventJson(alarmEvent()));
  });

  it.each([
    ["500", (response: ServerResponse) => response.writeHead(500).end("s3cret")],
    ["a redirect", (response: ServerResponse) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end()],
    ["nothing", () => {}],
  ])("has not got it when it answers %s, and the reason tells no secret", async (_what, answer) => {
    const { outcome, name } = await told((_, response) => answer(response), 200);
    expect(outcome).toMatchObject({ code: "monitor.webhook" });
    expect(`${String(outcome)} ${name}`).not.toMatch(/s3cret|127\.0\.0\.1/);
  });

  it("is an http URL", () => {
    for (const url of ["file:///etc/passwd", "hook", ""])
      expect(() => webhookSink(url)).toThrow(expect.objectContaining({ code: "usage.webhook" }));
  });
});
