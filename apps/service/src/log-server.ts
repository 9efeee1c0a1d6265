import { systemClock } from "@countersign/adapters/time";
import type { LogContents, LogParts } from "@countersign/core";
import { contentsOf, shareHome } from "@countersign/home";
import type { SharedHome } from "@countersign/home";
import type { Home } from "@countersign/home/folder";
import { logApp } from "./app.ts";
import { cosignAgain } from "./cosigning.ts";
import { requireEntitled, requireMachine } from "./entitled.ts";
import type { Events } from "./events.ts";
import { listenHttp } from "./http-server.ts";
import type { LogRates } from "./log-limits.ts";
import { recordQueue } from "./record-queue.ts";

/** Where and how a log is served. Port 0 takes any that is free. */
export type LogServerOptions = {
  readonly home: Home;
  readonly host: string;
  readonly port: number;
  /** Milliseconds between two cosignatures of a log in which nothing happens: what gates hold to be fresh depends on it. */
  readonly cosignEvery: number;
  /** How often one client may ask. */
  readonly rates?: LogRates;
  readonly events: Events;
};

/** A server that listens. Disposing of it lets requests that came in finish; records that were taken are logged. */
export type LogServer = AsyncDisposable & { readonly url: string };

/**
 * Serves the log of a home over HTTP. The home is locked only while something is written, so other programs of the operator
 * can work in it as well. Codes: `usage.home`, `policy.missing` before version 1 is published, `usage.listen`, and those of
 * reading one's own log.
 */
export async function serveLog({ home, host, port, cosignEvery, rates, events }: LogServerOptions): Promise<LogServer> {
  const shared = shareHome(home);
  const { parts, latest } = await openLog(shared);
  const clock = systemClock();
  const app = logApp({
    home: home.dir,
    parts,
    queue: recordQueue(shared),
    // A proxy with TLS stands before it on this machine.
    proxies: ["loopback"],
    ...(rates === undefined ? {} : { rates }),
    contents: async () => {
      await shared.catchUp();
      return latest();
    },
    requireEntitled: async (request) => {
      await shared.catchUp();
      requireEntitled(request, shared.policy(), clock);
    },
    requireMachine: async (envelope) => {
      await shared.catchUp();
      requireMachine(envelope, shared.policy());
    },
    events,
  });
  const server = await listenHttp(app, host, port);
  const { url } = server;
  const stop = new AbortController();
  const cosigning = cosignAgain(shared, cosignEvery, events, stop.signal);
  events.listening(url, latest().origin);
  return {
    url,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all([server[Symbol.asyncDispose](), cosigning]);
      await shared.work(async () => {});
    },
  };
}

type OpenLog = { readonly parts: LogParts; readonly latest: () => LogContents };

/** Reads the log before anybody is answered, and knows from then on what it says. */
async function openLog(shared: SharedHome): Promise<OpenLog> {
  return shared.work(async (opened) => {
    let known = contentsOf(opened);
    // After a task that failed, what was known before it.
    return { parts: opened.parts, latest: () => (known = shared.soFar() ?? known) };
  });
}
