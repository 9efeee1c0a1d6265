import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import type { Programs } from "./programs.ts";
import type { Starting } from "./unprivileged.ts";

/** Where a server has its data, its socket and its log. */
export type Places = {
  readonly data: string;
  readonly sockets: string;
  readonly log: string;
  readonly env: NodeJS.ProcessEnv;
};

/** Starts PostgreSQL on a cluster that is there. */
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
  // Its own group: Ctrl-C in a terminal is for us, and we end it when our own work is done.
  const server = spawn(command, args, {
    env,
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
    ...starting.as,
  });
  server.stderr?.pipe(createWriteStream(log, { flags: "a", mode: 0o600 }));
  server.on("error", () => {});
  return server;
}
