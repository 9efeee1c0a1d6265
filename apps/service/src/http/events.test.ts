import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServiceEvent } from "./event-feed.ts";
import { servedService } from "./service.testing.ts";

let service: Awaited<ReturnType<typeof servedService>>;

beforeAll(async () => {
  service = await servedService();
});
afterAll(() => service[Symbol.asyncDispose]());

const event = (id: number, more: Partial<ServiceEvent> = {}): ServiceEvent => ({
  id: String(id),
  at: "2026-11-22T10:00:00Z",
  kind: "change-captured",
  ...more,
});

/** Reads a stream until it has said something, or for so long. */
async function listen(headers: Record<string, string>, path = "/v1/events") {
  const stop = new AbortController();
  const response = await fetch(`${service.url}${path}`, { headers, signal: stop.signal });
  let text = "";
  let ended = false;
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const part of response.body ?? []) text += decoder.decode(part, { stream: true });
  })()
    .catch(() => {})
    .finally(() => (ended = true));
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    text: () => text,
    async until(holds: (said: { readonly text: string; readonly ended: boolean }) => boolean) {
      for (const end = Date.now() + 20_000; !holds({ text, ended }); await setTimeout(20))
        if (Date.now() > end) throw new Error(`it never came to hold: ${text}`);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await reading;
    },
  };
}

describe("the stream of events", () => {
  it("says what happens, and goes on where a client left it", async () => {
    const { as } = await service.signIn("dana");
    service.happened.push(event(1));
    {
      await using stream = await listen(as);
      expect([stream.status, stream.type]).toEqual([200, expect.stringContaining("text/event-stream")]);
      await stream.until(({ text }) => text.includes("id: 1\n"));
      service.happened.push(event(2, { change: "a".repeat(64) }));
      await stream.until(({ text }) => text.includes(`"change":"${"a".repeat(64)}"`));
      expect(stream.text()).not.toContain('"id":"1"');
    }
    service.happened.push(event(3));
    await using again = await listen({ ...as, "last-event-id": "1" });
    await again.until(({ text }) => text.includes('"id":"3"'));
    expect(again.text()).toContain('"id":"2"');
  });

  it("G16: tells what is for one organisation to that one alone", async () => {
    const [dana, nils] = [(await service.signIn("dana")).as, (await service.signIn("nils")).as];
    const newest = String(service.happened.length);
    await using hers = await listen({ ...dana, "last-event-id": newest });
    await using his = await listen({ ...nils, "last-event-id": newest });
    const next = service.happened.length + 1;
    service.happened.push(event(next, { kind: "asked", person: "dana", organisation: "oracle" }), event(next + 1));
    for (const stream of [hers, his]) await stream.until(({ text }) => text.includes(`"id":"${next + 1}"`));
    expect(hers.text()).toContain("event: asked");
    expect(his.text()).not.toContain("asked");
  });

  it("G17: ends with the session", async () => {
    const { as } = await service.signIn("dana");
    await using stream = await listen(as);
    await service.ask("DELETE", "/v1/sessions", { headers: as });
    service.happened.push(event(service.happened.length + 1, { kind: "secret-thing" }));
    await stream.until(({ ended }) => ended);
    expect(stream.text()).not.toContain("secret-thing");
  });

  it("J12: has a head for whoever asks for that alone, which holds no stream", async () => {
    const headers = await service.token(["read"]);
    for (let times = 0; times < 8; times += 1) {
      const head = await fetch(`${service.url}/v1/events`, {
        method: "HEAD",
        headers,
        signal: AbortSignal.timeout(5_000),
      });
      expect([head.status, head.headers.get("content-type")]).toEqual([
        200,
        expect.stringContaining("text/event-stream"),
      ]);
    }
    await using _open = await allOf(await Promise.all(Array.from({ length: 6 }, () => listen(headers))));
  });

  it("begins with what comes for whoever is ahead of it, as after a restore", async () => {
    const { as } = await service.signIn("dana");
    await using stream = await listen(as, "/v1/events?after=999999999999");
    await using resumed = await listen({ ...as, "last-event-id": "999999999999" });
    const next = service.happened.length + 1;
    service.happened.push(event(next));
    for (const one of [stream, resumed]) await one.until(({ text }) => text.includes(`"id":"${next}"`));
  });

  it("J12: is open so many times for one principal", async () => {
    const headers = await service.token(["read"]);
    await using _open = await allOf(await Promise.all(Array.from({ length: 6 }, () => listen(headers))));
    const refused = await service.get("/v1/events", headers);
    expect(refused.json).toMatchObject({ status: 429, code: "limit.streams" });
    expect((await service.get("/healthz")).status).toBe(200);
  });
});

async function allOf(streams: readonly AsyncDisposable[]): Promise<AsyncDisposable> {
  return {
    async [Symbol.asyncDispose]() {
      for (const stream of streams) await stream[Symbol.asyncDispose]();
    },
  };
}
