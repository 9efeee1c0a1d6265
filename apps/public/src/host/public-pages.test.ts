import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { NOON, exampleLog } from "../example-log.testing.ts";
import { NOTHING_TOLD } from "../index.ts";
import { publicPages } from "./index.ts";
import type { PublicParts } from "./index.ts";

async function hosted(parts: Partial<PublicParts>) {
  const files = new Map<string, Uint8Array>();
  const pages = publicPages({
    service: "https://countersign.acme.example",
    read: async () => exampleLog().source(NOTHING_TOLD),
    kept: { get: async (name) => files.get(name), put: async (name, bytes) => void files.set(name, bytes) },
    now: () => NOON * 1000,
    failed: () => {},
    ...parts,
  });
  const server = createServer((request, response) => {
    void pages(request, response).then((done) => done || response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ask: (path: string, method = "GET") => fetch(`http://127.0.0.1:${port}${path}`, { method }),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

it("D22: serves the page and its feeds with a policy that lets nothing run and nobody frame them", async () => {
  await using host = await hosted({});
  for (const path of ["/public", "/public/feed.atom", "/public/feed.json"]) {
    const answer = await host.ask(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-.*frame-ancestors 'none'$/,
    );
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  }
  expect((await host.ask("/public", "HEAD")).status).toBe(200);
  expect((await host.ask("/public", "POST")).status).toBe(404);
  expect((await host.ask("/public/constructor")).status).toBe(404);
  expect((await host.ask("/verify")).status).toBe(404);
});

it("shows the last good copy with its time while the log does not verify, also after a restart, and says so to whoever runs it", async () => {
  const files = new Map<string, Uint8Array>();
  const kept: PublicParts["kept"] = {
    get: async (name) => files.get(name),
    put: async (name, bytes) => void files.set(name, bytes),
  };
  {
    await using host = await hosted({ kept });
    expect(await (await host.ask("/public")).text()).not.toContain("last good copy");
  }
  const failures: unknown[] = [];
  await using host = await hosted({
    kept,
    read: () => Promise.reject(new Error("log.fork")),
    failed: (error) => void failures.push(error),
  });
  const page = await host.ask("/public");
  expect(page.status).toBe(200);
  expect(await page.text()).toContain("This is the last good copy, of <time");
  expect(failures).toHaveLength(1);
});

it("answers 503 where there is neither a log nor a copy", async () => {
  await using host = await hosted({ read: () => Promise.reject(new Error("away")) });
  expect((await host.ask("/public")).status).toBe(503);
});

it("G8: reads the log once for all who ask in a minute", async () => {
  let reads = 0;
  const read = async () => {
    reads++;
    return exampleLog().source(NOTHING_TOLD);
  };
  await using host = await hosted({ read });
  await Promise.all(Array.from({ length: 20 }, () => host.ask("/public")));
  expect(reads).toBe(1);
});
