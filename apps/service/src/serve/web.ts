import { serviceFolder } from "@countersign/home/mirror-folder";
import { systemClock } from "@countersign/adapters/time";
import { readJobs } from "../access/actions-job.ts";
import { cosignAgain } from "../cosigning.ts";
import { manifestPlaces } from "../capture/manifest-places.ts";
import { openDifferences } from "../difference/differences.ts";
import { gatePlace, keptGate } from "../gate/gate-place.ts";
import type { GatePlace } from "../gate/gate-place.ts";
import type { Gate } from "../gate/gate-work.ts";
import { listenHttp } from "../http-server.ts";
import { serviceApp } from "../http/service-app.ts";
import { questionRoutes } from "../http/routes/question-routes.ts";
import { queueRoutes } from "../http/routes/queue-routes.ts";
import { openInbox } from "../github/inbox/open-inbox.ts";
import { queueFeed } from "../queue/feed.ts";
import { recordQueue } from "../record-queue.ts";
import { builtPages, openPages } from "./pages.ts";
import type { OpenedService } from "./parts.ts";
import type { ServiceEvents } from "./service-events.ts";

/** Where the web process listens; `cosignEvery` in milliseconds. */
export type WebOptions = {
  readonly host: string;
  readonly port: number;
  readonly cosignEvery: number;
  /** Makes the gate that the settings ask for. */
  readonly gateOf?: (place: GatePlace) => Gate;
};

/** Serves API and log. Disposing of it lets requests that came in finish; records that were taken are logged. */
export async function startWeb(
  { home, shared, settings, db, waker }: OpenedService,
  { host, port, cosignEvery, gateOf }: WebOptions,
  events: ServiceEvents,
): Promise<AsyncDisposable & { readonly url: string }> {
  const log = await shared.work(async ({ parts }) => parts);
  const stop = new AbortController();
  const own = { url: "" };
  const place = gatePlace(home, settings, () => own.url);
  const gate = place === undefined || gateOf === undefined ? undefined : await keptGate(place, gateOf(place));
  const differences = openDifferences();
  const parts = {
    differences,
    mirrors: { dir: serviceFolder(home), searchPath: home.env["PATH"] ?? "" },
    ...(gate === undefined ? {} : { gate }),
    ...(settings.github?.actions === undefined ? {} : { readJob: readJobs(settings.github.actions) }),
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
    manifests: manifestPlaces(settings.repositories, home.env["PATH"] ?? ""),
    logEvents: events,
  };
  const first =
    settings.github === undefined ? [] : [await openInbox(settings.github, { db, waker, events }, home.env)];
  const everybody = await openPages({ ...parts, events });
  const pages = await builtPages();
  const more = [...queueRoutes(parts), ...questionRoutes(parts)];
  const app = serviceApp(parts, {
    more,
    first,
    rest: [everybody, ...(pages === undefined ? [] : [pages])],
    signal: stop.signal,
  });
  const server = await listenHttp(app, host, port);
  own.url = server.url;
  const cosigning = cosignAgain(shared, cosignEvery, events, stop.signal);
  events.listening(server.url, shared.policy()?.log.origin ?? "no policy yet");
  return {
    url: server.url,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all([server[Symbol.asyncDispose](), cosigning]);
      await differences[Symbol.asyncDispose]();
      await shared.work(async () => {});
    },
  };
}
