import { once } from "node:events";
import { systemClock } from "@countersign/adapters/time";
import { CountersignError } from "@countersign/core";
import { eventLines, serveLog } from "@countersign/service";
import type { Command } from "../command.ts";
import { durationOf } from "../expiry.ts";
import { listenAddress } from "../listen-address.ts";

export const serveCommand: Command = {
  name: "serve",
  summary: "serve the log of a home to reviewers, witnesses and gates",
  usage: "serve --log-only [--listen HOST:PORT] [--cosign-every DURATION]",
  details:
    "Serves the log at /log/ (C2SP tlog-tiles), its evidence to those whom the policy in force lists, and takes signed records. A record is durable before it is answered, and a checkpoint is published only with its quorum. The home is locked only while something is written. Put a proxy with TLS in front of it. Events go to standard error, a line of JSON each; SIGTERM ends it when what came in is done.",
  options: {
    "log-only": { help: "serve the log and nothing else" },
    listen: { value: "HOST:PORT", help: "where to listen (default: 127.0.0.1:7381; port 0 takes any)" },
    "cosign-every": {
      value: "DURATION",
      help: "how often witnesses are asked anew while nothing happens (default: PT5M); gates call a log stale that nobody cosigns",
    },
  },
  examples: ["serve --log-only", "serve --log-only --listen 127.0.0.1:8080 --cosign-every PT1M"],
  async run({ given, value, home, terminal, stopping }) {
    if (!given("log-only")) throw new CountersignError("usage.missing", "say what to serve: --log-only");
    const every = durationOf(value("cosign-every") ?? "PT5M");
    const events = eventLines((line) => terminal.note(line.trimEnd()), systemClock().now);
    const stop = stopping();
    {
      await using _server = await serveLog({
        home,
        ...listenAddress(value("listen") ?? "127.0.0.1:7381"),
        cosignEvery: every * 1000,
        events,
      });
      if (!stop.aborted) await once(stop, "abort");
    }
    return { json: { stopped: true }, text: "stopped; everything that was taken is in the log" };
  },
};
