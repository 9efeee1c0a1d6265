import { join, resolve } from "node:path";
import { openFolder } from "@countersign/adapters/files";
import { exitFor, remedyFor } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import { formatVerifierKey } from "@countersign/tlog";
import { codedError } from "./events.ts";
import { leaveAcknowledged } from "./monitor/acknowledging.ts";
import { parseCommandLine, readLog, required } from "./options.ts";
import type { Values } from "./options.ts";
import { addLog, initWitness, knownLogs, logFolder, openWitnessFolder, requireWitness } from "./witness-folder.ts";

const HELP = `usage: countersign-witness COMMAND --dir DIR

A witness cosigns a checkpoint of a log only if the log grew from the one that it cosigned last. With --from it keeps a full
copy of the log as well, cosigns nothing whose evidence it does not have, and nothing that lacks what people of its own
organisation handed in too long ago. Everything that it keeps lies in one folder, for one process at a time.

  init --dir DIR --name NAME           make the folder and a key; prints the verifier key for the policy of the log
  add-log --dir DIR --root FILE        witness the log that a root.json pins
          [--from URL]                 and mirror it from this log server
  add-log --dir DIR --key KEY          witness the log with this verifier key, or trust one more key of a known log
  serve --dir DIR [--listen HOST:PORT] answer add-checkpoint requests (default 127.0.0.1:7380) until SIGTERM
        [--every DURATION]             how often to look at what mirrored logs publish (default PT1M)
        [--repo ID=PATH|URL] …         follow this repository of the policy as well, for one mirrored log
        [--webhook URL] … [--mail ADDRESS --smtp URL] …
                                       whom to tell of alarms, besides standard error and the page /status
  acknowledge --dir DIR ID …           take note of alarms: they stay listed and decide nothing any more

example:
  countersign-witness init --dir /var/lib/countersign-witness --name witness.oracle.example/w1
  countersign-witness add-log --dir /var/lib/countersign-witness --root root.json --from https://log.acme.example
  countersign-witness serve --dir /var/lib/countersign-witness --listen 127.0.0.1:7380
`;

/** What a call writes to, and its environment. */
export type Streams = {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly env: NodeJS.ProcessEnv;
};

/** Runs one command line, `serve` until the signal, and answers the exit code. */
export async function main(args: readonly string[], streams: Streams, stop: AbortSignal): Promise<number> {
  try {
    await run(args, streams, stop);
    return 0;
  } catch (error) {
    const { code, detail, remedy = remedyFor(code) } = coded(error);
    streams.stderr.write(`${code}: ${detail}\n→ ${remedy}\n`);
    return exitFor(code);
  }
}

async function run(args: readonly string[], streams: Streams, stop: AbortSignal): Promise<void> {
  const { command, operands, values } = parseCommandLine(args);
  if (command === undefined || command === "help" || values.help === true) return void streams.stdout.write(HELP);
  if (!COMMANDS.some((one) => one === command))
    throw new CountersignError("usage.command", `there is no command ${JSON.stringify(command)}`, {
      remedy: `Say one of: ${COMMANDS.join(", ")}; countersign-witness --help tells more.`,
    });
  const dir = required(values, "dir");
  if (command === "init") {
    const key = await initWitness(dir, required(values, "name"));
    streams.stdout.write(`${formatVerifierKey(key)}\n`);
    return;
  }
  if (command === "add-log") return addKnownLog(dir, values, streams);
  if (command === "acknowledge") return acknowledge(dir, operands);
  // A witness at work needs much that the other commands do not.
  return (await import("./serve.ts")).serve(dir, values, streams, stop);
}

const COMMANDS = ["init", "add-log", "serve", "acknowledge"] as const;

async function addKnownLog(dir: string, values: Values, { stdout }: Streams): Promise<void> {
  const { log, root } = await readLog(values);
  await using folder = await openWitnessFolder(dir);
  const added = await addLog(folder, log, root);
  const how = log.from === undefined ? "witnessed" : "witnessed and mirrored";
  stdout.write(`${log.origin} is ${added ? `${how} from now on` : "known already"}\n`);
}

/** The witness may be at work meanwhile: its process finds the notes. */
async function acknowledge(dir: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) throw new CountersignError("usage.missing", "say which alarms: acknowledge --dir DIR ID …");
  await requireWitness(dir);
  const folder = await openFolder(resolve(dir));
  for (const { origin, from } of await knownLogs({ folder }))
    if (from !== undefined) await leaveAcknowledged(await openFolder(join(folder.path, logFolder(origin))), ids);
}

function coded(error: unknown): {
  readonly code: string;
  readonly detail: string;
  readonly remedy?: string | undefined;
} {
  const named = codedError(error);
  if (named !== undefined) return named;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
    return { code: "usage.listen", detail: error.message };
  return { code: "internal.crash", detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
