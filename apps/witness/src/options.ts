import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readBounded } from "@countersign/adapters/files";
import { parseDuration, parseRoot } from "@countersign/core";
import type { Root } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import { nodeCrypto } from "@countersign/crypto/node";
import { LogError, parseVerifierKey } from "@countersign/tlog";
import type { VerifierKey } from "@countersign/tlog";
import { codedError } from "./events.ts";
import type { KnownLog } from "./known-log.ts";

/** A command line as it was given. */
export type Values = {
  readonly dir?: string;
  readonly name?: string;
  readonly root?: string;
  readonly key?: string;
  readonly from?: string;
  readonly listen?: string;
  readonly every?: string;
  readonly repo?: readonly string[];
  readonly webhook?: readonly string[];
  readonly mail?: readonly string[];
  readonly smtp?: string;
  readonly help?: boolean;
};

/** A command, what follows it, and its options. */
export type CommandLine = {
  readonly command?: string;
  readonly operands: readonly string[];
  readonly values: Values;
};

/** Reads a command line; `usage.option` for what is unknown or too much. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const option = { type: "string" } as const;
  const many = { type: "string", multiple: true } as const;
  const options = {
    dir: option,
    name: option,
    root: option,
    key: option,
    from: option,
    listen: option,
    every: option,
    repo: many,
    webhook: many,
    mail: many,
    smtp: option,
    help: { type: "boolean", short: "h" },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [command, ...operands] = positionals;
    if (command !== "acknowledge" && operands.length > 0) throw new TypeError(`${operands[0]} is one word too many`);
    return { values, operands, ...(command === undefined ? {} : { command }) };
  } catch (cause) {
    // The rest of the sentence is about positional arguments, of which there are none.
    const [said] = cause instanceof Error ? cause.message.split(/\.\s/) : [String(cause)];
    throw new CountersignError("usage.option", `${said}; see --help`, { cause });
  }
}

/** An option that a command cannot do without: `usage.missing`. */
export function required(values: Values, name: "dir" | "name" | "root" | "key"): string {
  const value = values[name];
  if (value === undefined || value === "")
    throw new CountersignError("usage.missing", `--${name} is missing; see --help`);
  return value;
}

/** `HOST:PORT`, where IPv6 addresses may have brackets; `usage.listen`. */
export function parseAddress(text: string): { readonly host: string; readonly port: number } {
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535)
    throw new CountersignError("usage.listen", `${JSON.stringify(text)} is not HOST:PORT`);
  return { host, port: Number(port) };
}

/** Seconds of a duration such as PT1M; `usage.duration`. */
export function parseEvery(text: string): number {
  try {
    const seconds = parseDuration(text);
    if (seconds > 0) return seconds;
  } catch (error) {
    if (codedError(error) === undefined) throw error;
  }
  throw new CountersignError("usage.duration", `${JSON.stringify(text)} is no time such as PT1M`);
}

/** The log that is to be witnessed, by its root or by a key, and what it is mirrored by, if it is: that takes the root. */
export async function readLog(values: Values): Promise<{ readonly log: KnownLog; readonly root?: Root }> {
  const { from } = values;
  if (values.root === undefined && from !== undefined)
    throw new CountersignError("usage.missing", "--from needs --root: a mirror reads the log as every reader does");
  if (values.root === undefined) {
    const key = verifierKey(required(values, "key"));
    return { log: { origin: key.name, keys: [key] } };
  }
  const root = parseRoot(await readBounded(resolve(values.root), ROOT_LIMIT));
  const { origin, key } = root.log;
  const log = { origin, keys: [parseVerifierKey(nodeCrypto, key)] };
  return from === undefined ? { log } : { log: { ...log, from: serverUrl(from) }, root };
}

const ROOT_LIMIT = 1 << 20;

function verifierKey(text: string): VerifierKey {
  try {
    return parseVerifierKey(nodeCrypto, text);
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    throw new CountersignError("usage.log-key", `${JSON.stringify(text)} is no verifier key: ${cause.detail}`, {
      cause,
    });
  }
}

function serverUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, "");
  throw new CountersignError("usage.url", `${JSON.stringify(text)} is no address such as https://log.acme.example`);
}
