import { createServer } from "node:net";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { CountersignError } from "@countersign/core";
import type { Invocation } from "../command.ts";
import { listenAddress } from "../listen-address.ts";
import { typedName } from "../typed-name.ts";
import { demoFolder, refuseSecond } from "./service-home.ts";
import { SERVICE_LOG, welcome } from "./welcome.ts";

/** Where the service of a demo runs, and where what it says goes: a file descriptor, this process's own where absent. */
export type Serving = { readonly home: string; readonly output?: number };

/**
 * Makes Lumen's folder and has it served; as soon as the service answers, says where it is and how to sign in. At a terminal its events go to a file
 * of that folder. `usage.listen` where somebody has the port, `usage.serving` beside another service in that folder.
 */
export async function serveLumen(invocation: Invocation, serve: (serving: Serving) => Promise<void>): Promise<void> {
  const { home, terminal, value } = invocation;
  const address = listenAddress(value("listen") ?? "127.0.0.1:7381");
  const folder = `${home.dir}-demo`;
  await refuseSecond(folder);
  await refuseTaken(address);
  const url = `http://${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
  const demo = await demoFolder(invocation, folder, url);
  const ended = new AbortController();
  const name = await typedName(home.env, resolve());
  const told = tellWhenUp(url, ended.signal, (isApp) => {
    terminal.clear();
    for (const line of welcome(demo, { url, name, isApp, isQuiet: terminal.attended })) terminal.note(line);
  });
  terminal.progress("starting the service");
  try {
    if (terminal.attended) await servedQuietly(folder, terminal.note, (output) => serve({ home: demo.home, output }));
    else await serve({ home: demo.home });
  } finally {
    ended.abort();
    await told;
  }
}

/** Told beforehand: the service would find out after half a minute of preparing. */
async function refuseTaken({ host, port }: ReturnType<typeof listenAddress>): Promise<void> {
  if (port === 0) throw new CountersignError("usage.listen", "--demo has its address in its settings: name a port");
  const server = createServer().listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new CountersignError("usage.listen", cause instanceof Error ? cause.message : String(cause), { cause });
  } finally {
    server.close();
  }
}

/** Asks until the service answers, and tells whether it has the web app. */
async function tellWhenUp(url: string, ended: AbortSignal, tell: (isApp: boolean) => void): Promise<void> {
  for (; !ended.aborted; await setTimeout(200, undefined, { signal: ended }).catch(() => {})) {
    const answer = await fetch(url, { method: "HEAD", signal: ended }).catch(() => undefined);
    if (answer !== undefined) return tell(answer.headers.get("content-type")?.startsWith("text/html") === true);
  }
}

async function servedQuietly(
  folder: string,
  note: Invocation["terminal"]["note"],
  serve: (output: number) => Promise<void>,
): Promise<void> {
  const path = join(folder, SERVICE_LOG);
  // Emptied first; several processes write to its end.
  await (await open(path, "w", 0o600)).close();
  const file = await open(path, "a");
  try {
    await serve(file.fd);
  } catch (error) {
    note(`what the service said is in ${path}`);
    throw error;
  } finally {
    await file.close();
  }
}
