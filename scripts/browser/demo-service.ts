import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { loginMessage } from "@countersign/core";
import { freePort } from "@countersign/testkit";
import { COUNTERSIGN } from "../bench/servers.ts";

const exec = promisify(execFile);
/** Milliseconds in which the queue of the demo is full, and in which it may not grow any more. */
const PATIENCE = 300_000;
const STILL = 8_000;

/** A task of the queue, as far as it is chosen by it. */
type Waiting = { readonly change: string; readonly title: string; readonly state: string };

/** `countersign serve --demo` in a process of its own: Lumen's changes, its people with their keys. */
export type DemoService = AsyncDisposable & {
  readonly url: string;
  /** Of a session of dana's, who decides for the oracle. */
  readonly cookie: string;
  readonly waiting: readonly Waiting[];
};

/** Starts it with its folder below `state`, and waits until everything that is proposed is in the queue. */
export async function startDemoService(state: string): Promise<DemoService> {
  await using opened = new AsyncDisposableStack();
  const [port, folder] = [await freePort(), join(state, "countersign-demo")];
  const url = `http://localhost:${port}`;
  const child = spawn(COUNTERSIGN, ["serve", "--demo", "--listen", `localhost:${port}`], {
    env: { ...process.env, XDG_STATE_HOME: state },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const closed = once(child, "close");
  opened.defer(async () => {
    child.kill("SIGTERM");
    await closed;
  });
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => void lines.push(line));
  await until(async () => {
    if (child.exitCode !== null) throw new Error(lines.join("\n"));
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    return answer?.ok === true;
  });
  const cookie = await cookieOf(url, join(folder, "keys/dana"));
  const waiting = await settledQueue(url, cookie);
  const all = opened.move();
  return {
    url,
    cookie,
    waiting,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** The open tasks of the oracle, once they are no more than before for a while. */
async function settledQueue(url: string, cookie: string): Promise<readonly Waiting[]> {
  let [found, since]: [readonly Waiting[], number] = [[], performance.now()];
  await until(async () => {
    const answer = await fetch(`${url}/v1/queue?q=role:oracle&limit=100`, {
      headers: { cookie: `countersign=${cookie}` },
    });
    const { items }: { readonly items: readonly Waiting[] } = JSON.parse(await answer.text());
    if (items.length !== found.length) [found, since] = [items, performance.now()];
    return found.length > 0 && performance.now() - since > STILL;
  });
  return found;
}

async function cookieOf(origin: string, key: string): Promise<string> {
  const headers = { "content-type": "application/json", origin, "sec-fetch-site": "same-origin" };
  const post = (path: string, body: unknown) =>
    fetch(`${origin}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const { nonce, time } = JSON.parse(await (await post("/v1/session/challenge", {})).text());
  const signing = exec("ssh-keygen", ["-Y", "sign", "-q", "-f", key, "-n", "countersign-login@v1"]);
  signing.child.stdin?.end(loginMessage({ origin, nonce, time }));
  const armour = (await signing).stdout.replaceAll(/-----[^-]+-----|\s/g, "");
  const answer = await post("/v1/session", { nonce, time, signature: armour, deliver: "cookie" });
  const [, secret] = /^countersign=([^;]+)/.exec(answer.headers.get("set-cookie") ?? "") ?? [];
  if (secret === undefined) throw new Error(await answer.text());
  return secret;
}

async function until(there: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + PATIENCE; !(await there()); await setTimeout(200))
    if (performance.now() > end) throw new Error(`the demo is not ready after ${PATIENCE} ms`);
}
