import type { JsonValue } from "@countersign/attest";
import { collector } from "./collector.ts";
import { main } from "./main.ts";

/** What a call of the program left behind; `json` is the document on standard output, undefined unless `--json` was given. */
export type CliRun = {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly json: JsonValue | undefined;
};

/** Where a call runs: its home, what its environment has besides `PATH`, and how long it waits for a home in use (ms; a minute). */
export type CliOptions = {
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly patience?: number;
};

/** Runs a command line in this process, nobody at the terminal; a server beside it may have the home now and then. */
export async function runCli(
  args: readonly string[],
  { home, env = {}, patience = 60_000 }: CliOptions,
): Promise<CliRun> {
  const [stdout, stderr] = [collector(), collector()];
  const streams = {
    stdin: process.stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: { PATH: process.env["PATH"], COUNTERSIGN_HOME: home, ...env },
    patience,
  };
  const exit = await main(args, streams);
  const text = stdout.text();
  return {
    exit,
    stdout: text,
    stderr: stderr.text(),
    json: args.includes("--json") ? (JSON.parse(text) as JsonValue) : undefined,
  };
}
