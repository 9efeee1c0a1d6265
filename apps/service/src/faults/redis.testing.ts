import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { freePort, until } from "@countersign/testkit";

/** A real Redis that keeps nothing when it ends. */
export type RedisServer = AsyncDisposable & {
  readonly url: string;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Forgets every job. */
  readonly flush: () => Promise<void>;
};

/** Starts one; its files, if any, are in a folder. */
export async function startRedis(folder: string): Promise<RedisServer> {
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  let server: ChildProcess | undefined;
  const says = (command: string) => said(port, command);
  const start = async () => {
    server = spawn("redis-server", args, { stdio: "ignore" });
    await until(async () => (await says("PING")) === "+PONG");
  };
  const stop = async () => {
    if (server === undefined) return;
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    server = undefined;
    await ended;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    stop,
    flush: async () => void (await says("FLUSHALL")),
    [Symbol.asyncDispose]: stop,
  };
}

/** The first line of its answer; none where it does not answer. */
async function said(port: number, command: string): Promise<string | undefined> {
  const socket = connect(port, "127.0.0.1");
  try {
    socket.write(`${command}\r\n`);
    const [answer] = await once(socket, "data", { signal: AbortSignal.timeout(5_000) });
    return String(answer).trimEnd();
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}
