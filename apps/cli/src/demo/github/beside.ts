import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { CountersignError } from "@countersign/core";
import type { Invocation } from "../../command.ts";
import { lasting } from "./waiting.ts";

/** Where the service of the demo runs: its home, the address at which it listens, the file for what it says. */
export type BesidePlace = { readonly home: string; readonly listen: string; readonly log: string };

/** Milliseconds for a PostgreSQL from nothing and two processes. */
const PATIENCE = 120_000;

/**
 * Runs `countersign serve` in processes of its own until it is disposed, and waits until it takes deliveries. Where this process is killed,
 * it notices that nobody looks after it, and ends; what it says goes into a file, which does not break.
 */
export async function serviceBeside(
  { program, home: { env } }: Invocation,
  { home, listen, log }: BesidePlace,
  stop: AbortSignal,
): Promise<AsyncDisposable> {
  const [file, ...before] = program;
  const said = openSync(log, "a", 0o600);
  const child = spawn(file, [...before, "serve", "--home", home, "--listen", listen], {
    env,
    stdio: ["ignore", "ignore", said, "ipc"],
  });
  closeSync(said);
  const closed = once(child, "close");
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await closed;
  };
  const lines = () => readFileSync(log, "utf8").trimEnd().split("\n");
  try {
    const what = () => `that the service listens; it says ${lines().slice(-3).join("; ")}`;
    await lasting({ what, patience: PATIENCE, stop }, () => {
      if (child.exitCode !== null) throw new CountersignError("internal.demo", what());
      return lines().some((line) => line.includes('"event":"listening"')) || undefined;
    });
  } catch (error) {
    await end();
    throw error;
  }
  return { [Symbol.asyncDispose]: end };
}

/** A port that nobody listens at just now. */
export async function quietPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address === "object" && address !== null) return address.port;
  throw new CountersignError("internal.demo", "a server has no port");
}
