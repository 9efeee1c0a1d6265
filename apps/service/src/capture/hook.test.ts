import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { hintAt } from "./hint.ts";
import { FEED, SILENT, openWorld, settingsOf, workNow } from "./world.testing.ts";

const HOOK = fileURLToPath(new URL("../../hooks/post-receive", import.meta.url));

type Heard = { readonly path: string; readonly authorization: string; readonly body: string };

/** Somebody who listens where the hook knocks. */
async function listener(heard: (one: Heard) => Promise<void>) {
  const server = createServer((request, response) => {
    void bodyOf(request)
      .then((body) => heard({ path: request.url ?? "", authorization: request.headers.authorization ?? "", body }))
      .then(() => response.writeHead(202).end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, [Symbol.dispose]: () => void server.close() };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: string[] = [];
  for await (const part of request.setEncoding("utf8")) parts.push(String(part));
  return parts.join("");
}

/** Git, while this process goes on: it is what the hook talks to. */
async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const child = spawn("git", args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
  const said: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (part) => void said.push(String(part)));
  const [exit] = await once(child, "close");
  expect([exit, said.join("")]).toEqual([0, said.join("")]);
  return said.join("");
}

it("a push to a bare repository with the hook is heard, and what was pushed is captured", async () => {
  await using world = await openWorld();
  const heard: Heard[] = [];
  using server = await listener(async (one) => {
    heard.push(one);
    await hintAt(world.db, SILENT, String(JSON.parse(one.body).repository));
  });
  const bare = join(world.folder.path, "bare.git");
  await git(world.folder.path, "clone", "-q", "--bare", world.history.path, bare);
  const token = join(world.folder.path, "hint.token");
  writeFileSync(token, "secret-of-the-hook\n");
  mkdirSync(join(bare, "hooks"), { recursive: true });
  copyFileSync(HOOK, join(bare, "hooks/post-receive"));
  const settings = { url: server.url, repository: FEED, token };
  for (const [name, value] of Object.entries(settings)) await git(bare, "config", `countersign.${name}`, value);
  const head = world.propose("one", { files: { "ranker/score.py": "score = 2\n" } });
  await git(world.history.path, "push", "-q", bare, "refs/heads/change/one");
  expect(heard).toEqual([
    { path: "/v1/hints", authorization: "Bearer secret-of-the-hook", body: JSON.stringify({ repository: FEED }) },
  ]);
  await workNow({ ...world.parts, repositories: [settingsOf(bare)] }, FEED);
  expect((await world.log()).changes.map(({ record }) => record.head.gitCommit)).toEqual([head]);

  server[Symbol.dispose]();
  world.propose("two", { files: { "ranker/two.py": "2\n" } });
  expect(await git(world.history.path, "push", "-q", bare, "refs/heads/change/two")).toContain("will look by itself");
});
