import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { header } from "./messages.ts";
import type { Order, Served, Told } from "./messages.ts";
import { killGroup } from "./program.ts";

/** The small process: starts what it is told to, with sockets of the process that it serves as standard streams. */
const [folder = "", socket = ""] = process.argv.slice(2);
const running = new Set<number>();
const served: Served = { folder, socket };

process.on("message", (order: Order) => void start(order));
// However the other ended.
process.on("disconnect", () => {
  running.forEach(killGroup);
  rmSync(served.folder, { recursive: true, force: true });
  process.exit();
});
tell({ ready: true });

async function start({ id, program, args, cwd, env, hasInput }: Order): Promise<void> {
  const sockets: Socket[] = [];
  try {
    for (const stream of hasInput ? [0, 1, 2] : [1, 2]) sockets.push(await openStream(id, stream));
    const child = spawn(program, args, {
      cwd,
      env: { ...env },
      detached: true,
      stdio: [hasInput ? sockets[0] : "ignore", ...sockets.slice(-2)],
    });
    const { pid } = child;
    child.on("error", (error: NodeJS.ErrnoException) => refused(id, error));
    if (pid === undefined) return;
    running.add(pid);
    tell({ id, pid });
    child.on("exit", (exit, signal) => {
      running.delete(pid);
      tell({ id, exit, signal });
    });
  } catch (error) {
    refused(id, error);
  } finally {
    // The program has its own.
    for (const one of sockets) one.destroy();
  }
}

/** A connection that nobody here reads from. */
function openStream(id: number, stream: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const one = connect(served.socket);
    one.pause();
    one.once("error", reject);
    one.once("connect", () => one.write(header(id, stream), () => resolve(one)));
  });
}

function refused(id: number, error: unknown): void {
  const [code, message] =
    error instanceof Error ? [String("code" in error ? error.code : error.name), error.message] : ["", String(error)];
  tell({ id, code, message });
}

function tell(told: Told): void {
  if (process.connected) process.send?.(told);
}
