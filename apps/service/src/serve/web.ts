import { systemClock } from "@countersign/adapters/time";
import { cosignAgain } from "../cosigning.ts";
import { listenHttp } from "../http-server.ts";
import { serviceApp } from "../http/service-app.ts";
import { questionRoutes } from "../http/routes/question-routes.ts";
import { queueRoutes } from "../http/routes/queue-routes.ts";
import { openInbox } from "../github/inbox/open-inbox.ts";
import { queueFeed } from "../queue/feed.ts";
import { recordQueue } from "../record-queue.ts";
import type { OpenedService } from "./parts.ts";
import type { ServiceEvents } from "./service-events.ts";

/** Where the web process listens; `cosignEvery` in milliseconds. */
export type WebOptions = { readonly host: string; readonly port: number; readonly cosignEvery: number };

/** Serves API and log. Disposing of it lets requests that came in finish; records that were taken are logged. */
export async function startWeb(
  { home, shared, settings, db, waker }: OpenedService,
  { host, port, cosignEvery }: WebOptions,
  events: ServiceEvents,
): Promise<AsyncDisposable & { readonly url: string }> {
  const log = await shared.work(async ({ parts }) => parts);
  const stop = new AbortController();
  const parts = {
    db,
    shared,
    log,
    home: home.dir,
    queue: recordQueue(shared),
    waker,
    origin: new URL(settings.url).origin,
    proxies: settings.proxies,
    feed: queueFeed(db),
    clock: systemClock(),
    events,
    logEvents: events,
  };
  const first =
    settings.github === undefined ? [] : [await openInbox(settings.github, { db, waker, events }, home.env)];
  const more = [...queueRoutes(parts), ...questionRoutes(parts)];
  const app = serviceApp(parts, { more, first, signal: stop.signal });
  const server = await listenHttp(app, host, port);
  const cosigning = cosignAgain(shared, cosignEvery, events, stop.signal);
  events.listening(server.url, shared.policy()?.log.origin ?? "no policy yet");
  return {
    url: server.url,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all([server[Symbol.asyncDispose](), cosigning]);
      await shared.work(async () => {});
    },
  };
}
