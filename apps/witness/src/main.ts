import { once } from "node:events";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readBounded } from "@countersign/adapters/files";
import { systemClock } from "@countersign/adapters/time";
import { AttestError } from "@countersign/attest";
import { CountersignError, exitFor, parseRoot, remedyFor } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { LogError, formatVerifierKey, parseVerifierKey } from "@countersign/tlog";
import { eventLines } from "./events.ts";
import { serveWitness } from "./http-server.ts";
import type { KnownLog } from "./known-log.ts";
import { openWitness } from "./witness.ts";
import { addLog, initWitness, openWitnessFolder } from "./witness-folder.ts";

const HELP = `usage: countersign-witness COMMAND --dir DIR

A witness cosigns a checkpoint of a log only if the log grew from the one that it cosigned last. Everything that it keeps
lies in one folder, for one process at a time.

  init --dir DIR --name NAME           make the folder and a key; prints the verifier key for the policy of the log
  add-log --dir DIR --root FILE        witness the log that a root.json pins
  add-log --dir DIR --key KEY          witness the log with this verifier key, or trust one more key of a known log
  serve --dir DIR [--listen HOST:PORT] answer add-checkpoint requests (default 127.0.0.1:7380) until SIGTERM

example:
  countersign-witness init --dir /var/lib/countersign-witness --name witness.oracle.example/w1
  countersign-witness add-log --dir /var/lib/countersign-witness --root root.json
  countersign-witness serve --dir /var/lib/countersign-witness --listen 127.0.0.1:7380
`;

/** What a call writes to. */
export type Streams = { readonly stdout: NodeJS.WritableStream; readonly stderr: NodeJS.WritableStream };

/** Runs one command line, `serve` until the signal, and answers the exit code. */
export async function main(args: readonly string[], streams: Streams, stop: AbortSignal): Promise<number> {
  try {
    await run(args, streams, stop);
    return 0;
  } catch (error) {
    const { code, detail } = coded(error);
    streams.stderr.write(`${code}: ${detail}\n→ ${remedyFor(code)}\n`);
    return exitFor(code);
  }
}

type Values = {
  readonly dir?: string;
  readonly name?: string;
  readonly root?: string;
  readonly key?: string;
  readonly listen?: string;
};

async function run(args: readonly string[], streams: Streams, stop: AbortSignal): Promise<void> {
  const { command, values } = parsed(args);
  if (command === undefined || command === "help" || values.help === true) return void streams.stdout.write(HELP);
  const dir = required(values, "dir");
  if (command === "init") {
    const key = await initWitness(dir, required(values, "name"));
    streams.stdout.write(`${formatVerifierKey(key)}\n`);
    return;
  }
  if (command === "add-log") {
    const log = await logOf(values);
    await using folder = await openWitnessFolder(dir);
    const added = await addLog(folder, log);
    streams.stdout.write(`${log.origin} ${added ? "is witnessed from now on" : "is known already"}\n`);
    return;
  }
  if (command === "serve") return serve(dir, values.listen ?? "127.0.0.1:7380", streams, stop);
  throw new CountersignError("usage.command", `there is no command ${JSON.stringify(command)}; see --help`);
}

async function serve(dir: string, listen: string, { stderr }: Streams, stop: AbortSignal): Promise<void> {
  const address = addressOf(listen);
  const clock = systemClock();
  const events = eventLines((line) => stderr.write(line), clock.now);
  await using folder = await openWitnessFolder(dir);
  const witness = await openWitness(folder, clock, events);
  await using _server = await serveWitness(witness, address, events);
  if (!stop.aborted) await once(stop, "abort");
}

async function logOf(values: Values): Promise<KnownLog> {
  if (values.root !== undefined) {
    const { log } = parseRoot(await readBounded(resolve(values.root), 1 << 20));
    return { origin: log.origin, keys: [parseVerifierKey(nodeCrypto, log.key)] };
  }
  const key = parseVerifierKey(nodeCrypto, required(values, "key"));
  return { origin: key.name, keys: [key] };
}

function parsed(args: readonly string[]) {
  const option = { type: "string" } as const;
  const options = {
    dir: option,
    name: option,
    root: option,
    key: option,
    listen: option,
    help: { type: "boolean", short: "h" },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (positionals.length > 1) throw new TypeError(`${positionals[1]} is one word too many`);
    return { command: positionals[0], values };
  } catch (cause) {
    throw new CountersignError("usage.option", cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function required(values: Values, name: keyof Values): string {
  const value = values[name];
  if (value === undefined || value === "")
    throw new CountersignError("usage.missing", `--${name} is missing; see --help`);
  return value;
}

function addressOf(text: string): { readonly host: string; readonly port: number } {
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535)
    throw new CountersignError("usage.listen", `${JSON.stringify(text)} is not HOST:PORT`);
  return { host, port: Number(port) };
}

function coded(error: unknown): { readonly code: string; readonly detail: string } {
  if (error instanceof CountersignError || error instanceof AttestError || error instanceof LogError) return error;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
    return { code: "usage.listen", detail: error.message };
  return { code: "internal.crash", detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
