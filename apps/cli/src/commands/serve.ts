import { once } from "node:events";
import { writeSync } from "node:fs";
import { systemClock } from "@countersign/adapters/time";
import { CountersignError } from "@countersign/core";
import { eventLines, runProcess, runService, serveLog, serviceEventLines } from "@countersign/service";
import type { Process, RunOptions } from "@countersign/service";
import type { Command, Invocation } from "../command.ts";
import { durationOf } from "../expiry.ts";
import { gateOver } from "../gate-serving.ts";
import { listenAddress } from "../listen-address.ts";
import { RENDERER } from "../version.ts";

export const serveCommand: Command = {
  name: "serve",
  summary: "run the service: capture, queue, API and log of a home",
  usage: "serve [--demo | --only web|worker | --log-only] [--listen HOST:PORT] [--cosign-every DURATION] [--at-once N]",
  details:
    "Runs a web process (API and log) and a worker process (capture, queue, notifications) until it is ended, and starts each again when it ends. What they look at is in service.yaml of the home. DATABASE_URL names a PostgreSQL; without it one that comes with this program runs in the home. REDIS_URL names a Redis for the jobs; without it they are in PostgreSQL. With --only one process runs, on the database that DATABASE_URL names: as many workers as you like.\n\n" +
    "The log is at /log/ (C2SP tlog-tiles), its evidence for those whom the policy in force lists, and signed records are taken. A record is durable before it is answered, and a checkpoint is published only with its quorum. The home is locked only while something is written. With --log-only nothing else is served, and no database is needed. Put a proxy with TLS in front of it. Events go to standard error, a line of JSON each; SIGTERM ends it when what came in is done.",
  options: {
    demo: {
      help: "begin with Lumen, a small feed ranker whose changes wait for reviewers, in a folder beside the home",
    },
    "log-only": { help: "serve the log and nothing else" },
    only: { value: "PROCESS", help: "run one process of the service: web or worker" },
    listen: { value: "HOST:PORT", help: "where to listen (default: 127.0.0.1:7381; port 0 takes any)" },
    "cosign-every": {
      value: "DURATION",
      help: "how often witnesses are asked anew while nothing happens (default: PT5M); gates call a log stale that nobody cosigns",
    },
    "at-once": { value: "N", help: "how many things a worker does at once (default: 4)" },
  },
  examples: [
    "serve --demo",
    "serve",
    "serve --listen 127.0.0.1:8080",
    "serve --only worker --at-once 8",
    "serve --log-only --cosign-every PT1M",
  ],
  async run(invocation) {
    const kinds = ["demo", "only", "log-only"].filter(invocation.given);
    if (kinds.length > 1) throw new CountersignError("usage.option", `--${kinds.join(" and --")} exclude each other`);
    if (invocation.given("log-only")) await serveOnlyLog(invocation);
    else if (invocation.given("demo")) await serveDemo(invocation);
    else await serveAll(invocation);
    return { json: { stopped: true }, text: "stopped; everything that was taken is in the log" };
  },
};

async function serveOnlyLog({ value, home, terminal, stopping }: Invocation): Promise<void> {
  const events = eventLines((line) => terminal.note(line.trimEnd()), systemClock().now);
  const stop = stopping();
  await using _server = await serveLog({ home, ...webOf(value), events });
  if (!stop.aborted) await once(stop, "abort");
}

/** The same on Lumen, in a folder that stays. */
async function serveDemo(invocation: Invocation): Promise<void> {
  const { serveLumen } = await import("../demo/serve-lumen.ts");
  await serveLumen(invocation, ({ home: dir, output }) =>
    serveAll({ ...invocation, home: { ...invocation.home, dir } }, output),
  );
}

/** With `output`, a file descriptor, what the service says goes there, except how its processes end. */
async function serveAll(invocation: Invocation, output?: number): Promise<void> {
  const { value, home, stopping } = invocation;
  const only = processOf(value("only"));
  const options: RunOptions = {
    home,
    web: { ...webOf(value), gateOf: (place) => gateOver({ invocation, ...place }) },
    worker: { atOnce: numberOf(value("at-once") ?? "4"), renderer: RENDERER },
    events: eventsOf(invocation, output),
    ...(output === undefined ? {} : { output }),
    commandOf: (process) => commandOf(invocation, process),
    signal: stopping(),
  };
  if (only === undefined) await runService(options);
  else await runProcess(only, options);
}

function eventsOf({ terminal, stopping }: Invocation, output: number | undefined): RunOptions["events"] {
  const { now } = systemClock();
  if (output === undefined) return serviceEventLines((line) => terminal.note(line.trimEnd()), now);
  const events = serviceEventLines((line) => writeSync(output, line), now);
  const stop = stopping();
  return {
    ...events,
    ended(name, how) {
      events.ended(name, how);
      if (!stop.aborted) terminal.note(`${name} ended by itself: ${how}`);
    },
  };
}

function webOf(value: Invocation["value"]) {
  const every = durationOf(value("cosign-every") ?? "PT5M");
  return { ...listenAddress(value("listen") ?? "127.0.0.1:7381"), cosignEvery: every * 1000 };
}

/** This program again, with the options of this call. */
function commandOf({ value, home, program }: Invocation, process: Process): readonly [string, ...string[]] {
  const passed = ["listen", "cosign-every", "at-once"].flatMap((name) => {
    const given = value(name);
    return given === undefined ? [] : [`--${name}`, given];
  });
  return [...program, "serve", "--only", process, "--home", home.dir, ...passed];
}

function processOf(text: string | undefined): Process | undefined {
  if (text === undefined || text === "web" || text === "worker") return text;
  throw new CountersignError("usage.option", `--only is web or worker, not ${JSON.stringify(text.slice(0, 40))}`);
}

function numberOf(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new CountersignError("usage.number", `${JSON.stringify(text.slice(0, 40))} is not a number from 1 to 99`);
}
