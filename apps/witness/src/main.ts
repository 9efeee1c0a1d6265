import { once } from "node:events";
import { systemClock } from "@countersign/adapters/time";
import { exitFor, remedyFor } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import { formatVerifierKey } from "@countersign/tlog";
import { codedError, eventLines } from "./events.ts";
import { serveWitness } from "./http/http-server.ts";
import { keepLooking } from "./keep-looking.ts";
import { parseAddress, parseCommandLine, parseEvery, readLog, required } from "./options.ts";
import type { Values } from "./options.ts";
import { openWitness } from "./witness.ts";
import { addLog, initWitness, openWitnessFolder } from "./witness-folder.ts";

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

example:
  countersign-witness init --dir /var/lib/countersign-witness --name witness.oracle.example/w1
  countersign-witness add-log --dir /var/lib/countersign-witness --root root.json --from https://log.acme.example
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

async function run(args: readonly string[], streams: Streams, stop: AbortSignal): Promise<void> {
  const { command, values } = parseCommandLine(args);
  if (command === undefined || command === "help" || values.help === true) return void streams.stdout.write(HELP);
  const dir = required(values, "dir");
  if (command === "init") {
    const key = await initWitness(dir, required(values, "name"));
    streams.stdout.write(`${formatVerifierKey(key)}\n`);
    return;
  }
  if (command === "add-log") return addKnownLog(dir, values, streams);
  if (command === "serve") return serve(dir, values, streams, stop);
  throw new CountersignError("usage.command", `there is no command ${JSON.stringify(command)}; see --help`);
}

async function addKnownLog(dir: string, values: Values, { stdout }: Streams): Promise<void> {
  const { log, root } = await readLog(values);
  await using folder = await openWitnessFolder(dir);
  const added = await addLog(folder, log, root);
  const how = log.from === undefined ? "witnessed" : "witnessed and mirrored";
  stdout.write(`${log.origin} is ${added ? `${how} from now on` : "known already"}\n`);
}

async function serve(dir: string, values: Values, { stderr }: Streams, stop: AbortSignal): Promise<void> {
  const address = parseAddress(values.listen ?? "127.0.0.1:7380");
  const every = parseEvery(values.every ?? "PT1M");
  const clock = systemClock();
  const events = eventLines((line) => stderr.write(line), clock.now);
  await using folder = await openWitnessFolder(dir);
  const witness = await openWitness(folder, clock, events);
  {
    await using _server = await serveWitness({ witness, clock, events }, address);
    const followed = witness.logs().flatMap((log) => log.followed ?? []);
    const looking = followed.map(({ look }) => keepLooking(look, every, events, stop));
    if (!stop.aborted) await once(stop, "abort");
    await Promise.all(looking);
  }
}

function coded(error: unknown): { readonly code: string; readonly detail: string } {
  const named = codedError(error);
  if (named !== undefined) return named;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
    return { code: "usage.listen", detail: error.message };
  return { code: "internal.crash", detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
