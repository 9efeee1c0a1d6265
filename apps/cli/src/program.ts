import { AttestError } from "@countersign/attest/error";
import type { JsonObject, JsonValue } from "@countersign/attest";
import { exitFor, remedyFor } from "@countersign/core/codes";
import { CountersignError } from "@countersign/core/error";
import { openHome } from "@countersign/home/folder";
import { LogError } from "@countersign/tlog/error";
import { collector } from "./collector.ts";
import type { Called, Outcome } from "./command.ts";
import type { CommandEntry } from "./command-entry.ts";
import { commandHelp, programHelp } from "./help.ts";
import { parseInvocation } from "./invocation.ts";
import { jsonText } from "./json-text.ts";
import { createTerminal, harmless } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";
import { writeAll } from "./write-all.ts";

export type { CommandEntry } from "./command-entry.ts";

/** The process around a call: what `node:process` has, so that tests can call the program in their own process. */
export type Streams = {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds to wait for a home that is in use; 10 seconds when absent. */
  readonly patience?: number;
  /** Has signals abort this instead of ending the process; absent where nobody sends any. */
  readonly stopping?: () => AbortSignal;
  /** What runs this program again in a process of its own; the command's name when absent. */
  readonly program?: readonly [string, ...string[]];
};

const PATIENCE = 10_000;

/** Runs a command line of these commands and answers the exit code; 0 only after a positive answer has been written out whole. */
export async function runProgram(
  commands: readonly CommandEntry[],
  args: readonly string[],
  streams: Streams,
): Promise<number> {
  return (await answer(commands, args, streams)).exit;
}

type Answer = Pick<Called, "exit" | "failure">;

async function answer(commands: readonly CommandEntry[], args: readonly string[], streams: Streams): Promise<Answer> {
  const terminal = createTerminal(streams);
  const json = args.includes("--json");
  const asked: { about: JsonObject } = { about: {} };
  try {
    const outcome = await run(commands, args, streams, terminal, asked);
    terminal.clear();
    await print(outcome, json, streams);
    const { code } = outcome;
    return code === undefined ? { exit: 0 } : { exit: exitFor(code), failure: { code, message: outcome.text } };
  } catch (error) {
    return report(error, asked.about, json, streams, terminal);
  }
}

async function run(
  commands: readonly CommandEntry[],
  args: readonly string[],
  streams: Streams,
  terminal: Terminal,
  asked: { about: JsonObject },
): Promise<Outcome> {
  const { entry, rest } = findCommand(commands, args);
  if (entry === undefined) return said(rest.includes("--version") ? VERSION : await help(commands));
  const command = await entry.load();
  if (rest.includes("--help") || rest.includes("-h")) return said(commandHelp(command));
  const parsed = parseInvocation(command, rest);
  asked.about = command.asked?.(parsed.value) ?? {};
  const call = (words: readonly string[]) => callAgain(commands, words, streams);
  const patience = { milliseconds: streams.patience ?? PATIENCE, tell: terminal.note };
  const home = { ...openHome(parsed.value("home"), streams.env), patience };
  const print = (text: string) => writeAll(streams.stdout, text);
  const stopping = streams.stopping ?? (() => new AbortController().signal);
  const program = streams.program ?? ["countersign"];
  return command.run({ ...parsed, home, terminal, call, print, stopping, program });
}

/** The same program with streams that are collected: nobody can be asked, nothing is coloured. */
async function callAgain(
  commands: readonly CommandEntry[],
  args: readonly string[],
  { stdin, env, patience = PATIENCE }: Streams,
): Promise<Called> {
  const [stdout, stderr] = [collector(), collector()];
  const ended = await answer(commands, args, { stdin, stdout: stdout.stream, stderr: stderr.stream, env, patience });
  return { ...ended, stdout: stdout.text(), stderr: stderr.text() };
}

async function help(commands: readonly CommandEntry[]): Promise<string> {
  return programHelp(await Promise.all(commands.map(({ load }) => load())));
}

/** A command's name is one word or two (`policy sign`). */
function findCommand(
  commands: readonly CommandEntry[],
  args: readonly string[],
): { readonly entry?: CommandEntry; readonly rest: readonly string[] } {
  const [first, second] = args;
  if (first === undefined || first === "--help" || first === "-h" || first === "help" || first === "--version")
    return { rest: args };
  const two = commands.find(({ name }) => name === `${first} ${second}`);
  if (two !== undefined) return { entry: two, rest: args.slice(2) };
  const one = commands.find(({ name }) => name === first);
  if (one !== undefined) return { entry: one, rest: args.slice(1) };
  if (first.startsWith("-"))
    throw new CountersignError("usage.command", `${first} stands where the command goes; options come after it`);
  const near = commands.filter(({ name }) => name.startsWith(`${first} `) || name.startsWith(first.slice(0, 3)));
  const hint = near.length === 0 ? "" : `; perhaps: ${near.map(({ name }) => name).join(", ")}`;
  throw new CountersignError("usage.command", `there is no command ${JSON.stringify(first)}${hint}`);
}

function said(text: string): Outcome {
  return { text, json: text };
}

async function print(outcome: Outcome, json: boolean, { stdout }: Streams): Promise<void> {
  if (outcome.raw !== undefined) return writeAll(stdout, outcome.raw);
  const text = json ? jsonText(outcome.json) : outcome.text;
  if (text !== "") await writeAll(stdout, `${text}\n`);
}

/**
 * One document on standard output for machines, a sentence and a remedy on standard error for people. The document has
 * the shape of a gate's answer, so that `reasons` tell in both why it is not allowed.
 */
async function report(
  error: unknown,
  about: JsonObject,
  json: boolean,
  streams: Streams,
  terminal: Terminal,
): Promise<Answer> {
  terminal.clear();
  const { code, message, remedy, facts } = coded(error);
  const document: JsonValue = {
    decision: decisionFor(code),
    code,
    message,
    remedy,
    ...facts,
    ...about,
    reasons: [{ code, message, remedy }],
  };
  const lines = [
    `${terminal.red(terminal.bold(code))}: ${harmless(message)}`,
    `${terminal.dim("→")} ${harmless(remedy)}`,
  ];
  // After a failed write, another document would stand behind a part of the first.
  if (json && code !== "files.output") await ifRead(writeAll(streams.stdout, `${jsonText(document)}\n`));
  await ifRead(writeAll(streams.stderr, `${lines.join("\n")}\n`));
  const exit = exitFor(code);
  return { exit: exit === 0 ? 1 : exit, failure: { code, message } };
}

/** What was refused by a rule is denied; everything else that ends a call is an error (attacks catalogue, "Answers"). */
function decisionFor(code: string): "deny" | "error" {
  return [4, 7].includes(exitFor(code)) ? "deny" : "error";
}

/** Where nobody reads any more, the exit code still says it. */
async function ifRead(written: Promise<void>): Promise<void> {
  await written.catch(() => {});
}

type Coded = { readonly code: string; readonly message: string; readonly remedy: string; readonly facts?: JsonObject };

function coded(error: unknown): Coded {
  if (error instanceof CountersignError) {
    const { code, detail, remedy = remedyFor(code), facts } = error;
    return { code, message: detail, remedy, facts };
  }
  if (error instanceof AttestError || error instanceof LogError)
    return { code: error.code, message: error.detail, remedy: remedyFor(error.code) };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: "internal.crash", message, remedy: remedyFor("internal.crash") };
}
