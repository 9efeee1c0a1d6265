import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout } from "node:timers/promises";
import { IN_TOTO_PAYLOAD_TYPE, verifyMachineSignature } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { systemClock } from "@countersign/adapters/time";
import type { Clock } from "@countersign/adapters/time";
import { CountersignError, refreshCosignatures, trustOf, verifyRequest } from "@countersign/core";
import type { LogContents, LogParts, Policy } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf, shareHome } from "@countersign/home";
import type { OpenedHome, SharedHome } from "@countersign/home";
import type { Home } from "@countersign/home/folder";
import type { Request } from "express";
import { logApp } from "./app.ts";
import type { Events } from "./events.ts";
import { listen } from "./listen.ts";
import { problemOf } from "./problem.ts";
import { recordQueue } from "./record-queue.ts";

/** Where and how a log is served. Port 0 takes any that is free. */
export type LogServerOptions = {
  readonly home: Home;
  readonly host: string;
  readonly port: number;
  /** Milliseconds between two cosignatures of a log in which nothing happens: what gates hold to be fresh depends on it. */
  readonly cosignEvery: number;
  readonly events: Events;
};

/** A server that listens. Disposing of it lets requests that came in finish; records that were taken are logged. */
export type LogServer = AsyncDisposable & { readonly url: string };

/** Milliseconds for a request to arrive whole, and for its head. */
const ARRIVAL = { request: 120_000, head: 10_000 };
const MOST_CONNECTIONS = 1024;

/**
 * Serves the log of a home over HTTP. The home is locked only while something is written, so other programs of the operator
 * can work in it as well. Codes: `usage.home`, `policy.missing` before version 1 is published, `usage.listen`, and those of
 * reading one's own log.
 */
export async function serveLog({ home, host, port, cosignEvery, events }: LogServerOptions): Promise<LogServer> {
  const shared = shareHome(home);
  const { parts, latest } = await openLog(shared);
  const clock = systemClock();
  const app = logApp({
    home: home.dir,
    parts,
    queue: recordQueue(shared),
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
  const server = createServer(app);
  Object.assign(server, {
    requestTimeout: ARRIVAL.request,
    headersTimeout: ARRIVAL.head,
    maxConnections: MOST_CONNECTIONS,
  });
  const url = await listen(server, host, port);
  const stop = new AbortController();
  const cosigning = cosignAgain(shared, cosignEvery, events, stop.signal);
  events.listening(url, latest().origin);
  return {
    url,
    async [Symbol.asyncDispose]() {
      stop.abort();
      server.close();
      server.closeIdleConnections();
      await Promise.all([once(server, "close"), cosigning]);
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

/** Entitled are the keys of the newest policy, whenever they were given: rights are never remembered. */
function requireEntitled({ method, originalUrl, headers }: Request, policy: Policy | undefined, clock: Clock): void {
  if (policy === undefined) throw new CountersignError("policy.missing", "the log has no policy yet");
  const asked = { method, origin: policy.log.origin, target: originalUrl };
  verifyRequest(nodeCrypto, policy, headers.authorization, asked, clock.now());
}

function requireMachine(envelope: Envelope, policy: Policy | undefined): void {
  const keys = policy?.machines.map(({ key }) => key) ?? [];
  verifyMachineSignature(nodeCrypto, { envelope, payloadType: IN_TOTO_PAYLOAD_TYPE, keys });
}

/**
 * Has the published checkpoint cosigned again and again, and publishes what waits for its quorum. At once for the first time:
 * a witness that looks at what it cosigns finds a server only now.
 */
async function cosignAgain(shared: SharedHome, every: number, events: Events, signal: AbortSignal): Promise<void> {
  for (; !signal.aborted; await setTimeout(every, undefined, { signal }).catch(() => {})) {
    await shared.work(cosignNow).catch((error: unknown) => {
      const { code, detail } = problemOf(error);
      events.stale(code, detail);
      if (code.startsWith("internal.")) events.failed(error);
    });
  }
}

async function cosignNow(opened: OpenedHome): Promise<void> {
  const { policy } = contentsOf(opened).policy;
  await refreshCosignatures(opened.parts, trustOf(nodeCrypto, policy.log));
}
