import { spawn } from "node:child_process";
import { isatty } from "node:tty";
import { CountersignError } from "@countersign/core/error";
import { sshEnvironment } from "./ssh-environment.ts";
import type { Environment } from "./ssh-environment.ts";

/** How a program ended: its exit status (`undefined` after a signal), and the text of its streams, cut off at 64 KiB. */
export type SshRun = { readonly status: number | undefined; readonly stdout: string; readonly stderr: string };

/** `stderr: "inherit"` shows messages to the person, who may have to touch a security key, and captures none. */
export type SshRunOptions = { readonly environment: Environment; readonly stderr: "pipe" | "inherit" };

const CAPTURED = 64 * 1024;

/**
 * Runs a program of OpenSSH. It inherits the terminal as standard input, so that it can ask for a passphrase; from anything
 * else, such as the pipe of a CI job that nobody ever writes to, it would wait for one without end. `keys.ssh-keygen` if it
 * is not installed.
 */
export async function runSsh(program: string, args: readonly string[], options: SshRunOptions): Promise<SshRun> {
  const child = spawn(program, args, {
    env: sshEnvironment(options.environment),
    stdio: [isatty(0) ? "inherit" : "ignore", "pipe", options.stderr],
  });
  const stdout = captured(child.stdout);
  const stderr = captured(child.stderr);
  return new Promise((resolve, reject) => {
    child.on("error", (error) => reject(startError(program, error)));
    child.on("close", (status) => resolve({ status: status ?? undefined, stdout: stdout(), stderr: stderr() }));
  });
}

/** Keeps reading beyond what it keeps: a full pipe would stop the program. */
function captured(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  stream?.on("data", (chunk: Buffer) => {
    if (length < CAPTURED) chunks.push(chunk);
    length += chunk.length;
  });
  return () => Buffer.concat(chunks).toString("utf8").slice(0, CAPTURED);
}

function startError(program: string, cause: Error): CountersignError {
  const detail = `${program} cannot be started; install OpenSSH 8.2 or newer, or sign with an unencrypted key file`;
  return new CountersignError("keys.ssh-keygen", detail, { cause });
}
