import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Programs } from "./programs.ts";
import type { Starting } from "./unprivileged.ts";

/** Where a server has its data, its socket and its log. */
export type Places = {
  readonly data: string;
  readonly sockets: string;
  readonly log: string;
  readonly env: NodeJS.ProcessEnv;
};

/**
 * Starts PostgreSQL on a cluster that is there. It writes its log itself, so that it needs nobody who reads it; on a disk that
 * has no room for one it goes without.
 */
export function startServer(
  { postgres }: Programs,
  starting: Starting,
  { data, sockets, log, env }: Places,
): ChildProcess {
  const settings = { listen_addresses: "", unix_socket_directories: sockets, unix_socket_permissions: "0700" };
  const [command = "", ...args] = [
    ...starting.before,
    postgres,
    "-D",
    data,
    ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
  ];
  const journal = openJournal(log);
  // Its own group: Ctrl-C in a terminal is for us, and we end it when our own work is done.
  const server = spawn(command, args, {
    env,
    stdio: ["ignore", "ignore", journal ?? "ignore"],
    detached: true,
    ...starting.as,
  });
  server.on("error", () => {});
  if (journal !== undefined) closeSync(journal);
  return server;
}

function openJournal(path: string): number | undefined {
  try {
    return openSync(path, "a", 0o600);
  } catch {
    return undefined;
  }
}
