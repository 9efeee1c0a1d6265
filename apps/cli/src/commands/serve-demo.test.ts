import { exec, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort, tempFolder } from "@countersign/testkit";
import { expect, it, vi } from "vitest";
import { done } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";

/** Two processes and a PostgreSQL, from nothing and three times; each step has its own bound. */
vi.setConfig({ testTimeout: 480_000 });

type Answer = {
  readonly needsMe: number;
  readonly waitingOnAuthor: number;
  readonly items: readonly { readonly change: string }[];
};

type PublicFeed = {
  readonly size: number;
  readonly checkpoint: string;
  readonly captured: { readonly count: number; readonly leaves: readonly number[] };
};

/** The kinds of the leaves in a bundle, as everybody gets it. */
async function loggedKinds(url: string): Promise<readonly string[]> {
  const lines = (await (await fetch(url)).text()).trimEnd().split("\n");
  return lines
    .slice(1, -1)
    .map((line) => JSON.parse(Buffer.from(JSON.parse(line).leaf, "base64").toString()).kind as string);
}

const inShell = promisify(exec);
const COMMAND = fileURLToPath(new URL("../../bin/countersign", import.meta.url));

/** The service on Lumen in processes of its own, with the lines that it says. */
function startedDemo(state: string, port: number) {
  const child = spawn(COMMAND, ["serve", "--demo", "--listen", `127.0.0.1:${port}`], {
    env: { PATH: process.env["PATH"], XDG_STATE_HOME: state },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => void lines.push(line));
  const closed = once(child, "close");
  const events = (name: string) =>
    lines
      .filter((line) => line.includes(`"event":"${name}"`))
      .map((line) => JSON.parse(line) as { readonly url: string });
  return {
    lines,
    events,
    ended: closed.then(([exit]) => exit as unknown),
    async until(name: string, times = 1) {
      for (const end = Date.now() + 120_000; events(name).length < times; await setTimeout(50))
        if (Date.now() > end || child.exitCode !== null) throw new Error(lines.join("\n"));
      return events(name);
    },
    async kill() {
      child.kill("SIGKILL");
      await closed;
    },
    async end() {
      child.kill("SIGTERM");
      return (await closed)[0] as unknown;
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await closed;
    },
  };
}

it("from nothing, Lumen's changes wait in the queue, reviewers sign in, and a restart goes on", async () => {
  using folder = tempFolder();
  const demo = join(folder.path, "countersign-demo");
  const home = join(demo, "home");
  const port = await freePort();
  {
    await using service = startedDemo(folder.path, port);
    const [{ url } = { url: "" }] = await service.until("listening");
    await service.until("captured", 20);
    expect(service.lines.join("\n")).toMatch(new RegExp(`In a browser: ${url}|The service is at ${url}`));
    // What is printed works as it is typed.
    for (const part of [` login --url ${url} --key ${demo}/keys/dana `, " queue "]) {
      const typed = service.lines.find((line) => line.startsWith("  ") && line.includes(part)) ?? "false";
      await inShell(typed, { env: { PATH: process.env["PATH"] } });
    }
    const [file = ""] = readdirSync(join(home, ".sessions"));
    const authorization = `Bearer ${/"(cs_[^"]+)"/.exec(readFileSync(join(home, ".sessions", file), "utf8"))?.[1]}`;
    const asked = async (path: string) =>
      (await (await fetch(`${url}${path}`, { headers: { authorization } })).json()) as Answer;
    for (
      const end = Date.now() + 60_000;
      (await asked("/v1/queue/counts?q=needs:me")).needsMe < 20;
      await setTimeout(100)
    )
      if (Date.now() > end) throw new Error(service.lines.join("\n"));
    const [first] = (await asked("/v1/queue?q=needs:me+sort:risk")).items;
    expect(first).toMatchObject({ role: "oracle", risk: 4, turn: { whose: "reviewer", why: "queue.decide" } });

    // Everybody may count and check the count, without signing in.
    const open = async (path: string) => (await fetch(`${url}${path}`)).text();
    const said = JSON.parse(await open("/public/feed.json")) as PublicFeed;
    const kinds = await loggedKinds(`${url}/bundle`);
    expect([said.size, said.captured.count]).toEqual([kinds.length, 20]);
    expect(said.captured.leaves.map((leaf) => kinds[leaf])).toEqual(Array.from({ length: 20 }, () => "change"));
    expect(said.checkpoint).toBe(await open("/log/checkpoint"));
    expect(await open("/public")).toContain(`curl -fsS ${url}/bundle`);

    // What the service captured is in its own mirror: it is shown without naming a clone.
    expect((await done(runCli(["show", first?.change ?? "", "--hunks"], { home }))).stdout).toMatch(/^@@ /m);

    const send = async (path: string, body: object) =>
      (await fetch(`${url}${path}`, { method: "POST", headers: { authorization }, body: JSON.stringify(body) })).status;
    expect(await send(`/v1/queue/${first?.change}/oracle/claim`, {})).toBe(200);
    const question = { role: "oracle", kind: "blocking", text: "On what ground are these named?" };
    expect(await send(`/v1/changes/${first?.change}/questions`, question)).toBe(201);
    for (const end = Date.now() + 60_000; (await asked("/v1/queue/counts")).waitingOnAuthor < 1; await setTimeout(100))
      if (Date.now() > end) throw new Error(service.lines.join("\n"));

    await done(
      runCli(["reject", first?.change ?? "", "--key", join(demo, "keys/dana"), "--yes", "-m", "no grounds"], { home }),
    );
    for (
      const end = Date.now() + 60_000;
      (await asked("/v1/queue/counts?q=needs:me")).needsMe > 19;
      await setTimeout(100)
    )
      if (Date.now() > end) throw new Error(service.lines.join("\n"));
    const parked = await runCli(["work", "list", "--url", url, "--json"], { home });
    expect([parked.exit, parked.json]).toMatchObject([0, { parked: [] }]);
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ ready: true, work: { parked: 0 } });
    expect(await service.end()).toBe(0);
  }
  {
    await using again = startedDemo(folder.path, port);
    await again.until("listening");
    expect(again.events("captured")).toEqual([]);
    // A second one beside it is refused before it welcomes anybody, or changes at which address the first is.
    const settings = join(home, "service.yaml");
    const before = readFileSync(settings, "utf8");
    await using second = startedDemo(folder.path, await freePort());
    expect(await second.ended).toBe(2);
    expect(second.lines.join("\n")).toMatch(/^[^\n]*usage\.serving/);
    expect(readFileSync(settings, "utf8")).toBe(before);
    // Its processes and its PostgreSQL are left alone, and in nobody's way.
    await again.kill();
  }
  await using last = startedDemo(folder.path, port);
  await last.until("listening");
});
