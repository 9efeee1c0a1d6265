import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "@countersign/adapters/time";
import { CHECKPOINT, publishedCheckpoint } from "@countersign/core";
import { appendTo, incident } from "@countersign/home/testing";
import express from "express";
import { expect, it } from "vitest";
import { listenHttp } from "../http-server.ts";
import { queueHome } from "../queue/queue-home.testing.ts";
import type { QueueHome } from "../queue/queue-home.testing.ts";
import { openPages } from "./pages.ts";

const SECRET = "watch_time of minors";

/** The pages of a home, at a moment that a test sets. */
async function opened({ home, dir }: QueueHome, verify = { html: "<!doctype html>\n", policy: "default-src 'none'" }) {
  const at = { now: systemClock().now() };
  const unread: string[] = [];
  const pages = await openPages({
    shared: home,
    home: dir,
    origin: "https://countersign.acme.example",
    clock: { now: () => at.now },
    events: {
      publicUnread: (code) => void unread.push(code),
      failed: (error) => {
        throw error;
      },
    },
    verify,
  });
  const app = express();
  app.use(pages, (_request, response) => void response.status(404).end());
  const server = await listenHttp(app, "127.0.0.1", 0);
  const text = async (path: string) => (await fetch(`${server.url}${path}`)).text();
  return {
    unread,
    ask: (path: string) => fetch(`${server.url}${path}`),
    text,
    later: () => void (at.now += 61),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** Five changes: two approved, one sent back, one rejected, one that waits. */
async function story() {
  const test = await queueHome();
  const captured = async (content: string) =>
    test.capture({ content, title: SECRET, findings: [{ class: "weights", risk: "R3", title: SECRET }] });
  const changes = [];
  for (const content of ["a", "b", "c", "d", "e"]) changes.push(await captured(content));
  const [a, b, c, d] = changes;
  if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error("no changes");
  await test.decide(a, "dana", "approve");
  await test.decide(b, "dana", "approve");
  await test.decide(c, "dana", "hold");
  await test.decide(d, "dana", "reject");
  return { ...test, changes };
}

it("counts what the log says, under its checkpoint, for everybody, and what came since a minute later", async () => {
  await using test = await story();
  await using pages = await opened(test);
  const page = await pages.ask("/public");
  expect([page.status, page.headers.get("content-security-policy")]).toEqual([
    200,
    expect.stringMatching(/^default-src 'none'; style-src 'sha256-[^;]*; base-uri 'none'/),
  ]);
  expect(page.headers.get("set-cookie")).toBeNull();
  const text = await page.text();
  const { size, root } = await test.home.work(({ parts }) => publishedCheckpoint(parts));
  expect(text).toContain(`computed from ${size} leaves`);
  expect(text).toContain(Buffer.from(root).toString("hex"));
  expect(text).toContain("curl -fsS https://countersign.acme.example/bundle -o log.bundle");
  expect(text).toContain(`<dt id="from-captured">Changes</dt><dd>1–5</dd>`);
  expect(text).toContain(`<dt id="from-waiting">Waiting</dt><dd>5</dd>`);
  await test.report("something");
  expect(await pages.text("/public")).toBe(text);
  pages.later();
  expect(await pages.text("/public")).toContain(`computed from ${size + 1} leaves`);
  expect(pages.unread).toEqual([]);
});

it("G21: tells nobody what a change does, who wrote or decided it, or what its record is, while nobody has agreed to that", async () => {
  await using test = await story();
  await using pages = await opened(test);
  for (const path of ["/public", "/public/feed.atom", "/public/feed.json"]) {
    const said = await pages.text(path);
    expect(said).toContain("Nobody has agreed to publish what changes do.");
    const secrets = test.changes.flatMap(({ change, packet, head }) => [change, packet.sha256, head.gitCommit]);
    for (const secret of [SECRET, "weights", "ranker/score.py", "olga", "dana", "acme/feed", ...secrets])
      expect([path, secret, said.includes(secret)]).toEqual([path, secret, false]);
  }
});

it("F13: counts nothing that witnesses have not cosigned, and keeps what they have", async () => {
  await using test = await story();
  await using pages = await opened(test);
  const { size } = await test.home.work(({ parts }) => publishedCheckpoint(parts));
  rmSync(join(test.dir, "keys/witnesses/oracle-w.key"));
  await test.home.work((home) => appendTo(home, [incident("nobody vouches for this one")]));
  pages.later();
  expect(await pages.text("/public")).toContain(`computed from ${size} leaves`);
  expect(await test.home.work(async ({ own }) => own?.size())).toBe(size + 1);
  expect(pages.unread).toEqual([]);
});

it("F21: shows the last good copy with its time where the checkpoint is not the log's, and says why to whoever runs it", async () => {
  await using test = await story();
  await using pages = await opened(test);
  expect(await pages.text("/public")).not.toContain("last good copy");
  writeFileSync(join(test.dir, CHECKPOINT), "countersign\n0\n\n");
  pages.later();
  expect(await pages.text("/public")).toContain("This is the last good copy, of <time");
  expect(pages.unread).toEqual(["log.note-signatures"]);
  // Another process has nothing but what was kept.
  await using again = await opened(test);
  expect(await again.text("/public")).toContain("This is the last good copy, of <time");
});

it("D22: serves the verify page with the policy that it was built for, and leaves the rest to others", async () => {
  await using test = await story();
  await using pages = await opened(test, { html: "<!doctype html>\n", policy: "default-src 'none'; script-src 'x'" });
  const verify = await pages.ask("/verify");
  expect([verify.status, verify.headers.get("content-security-policy")]).toEqual([
    200,
    "default-src 'none'; script-src 'x'",
  ]);
  for (const path of ["/", "/public/", "/public/feed", "/v1/queue", "/verify/x"])
    expect([path, (await pages.ask(path)).status]).toEqual([path, 404]);
});
