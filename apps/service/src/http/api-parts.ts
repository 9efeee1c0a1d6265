import type { ReadJob } from "../access/actions-job.ts";
import type { Clock } from "@countersign/adapters/time";
import type { LogParts } from "@countersign/core";
import type { SharedHome } from "@countersign/home";
import type { Differences } from "../difference/differences.ts";
import type { ManifestPlace } from "../capture/manifest.ts";
import type { Mirrors } from "../capture/place.ts";
import type { GateWork } from "../gate/gate-work.ts";
import type { RecordQueue } from "../record-queue.ts";
import type { Database } from "../store/database.ts";
import type { Waker } from "../work/waker.ts";
import type { EventFeed } from "./event-feed.ts";

/** What the routes of `/v1` work with. */
export type ApiParts = {
  readonly db: Database;
  readonly shared: SharedHome;
  readonly log: LogParts;
  readonly queue: RecordQueue;
  readonly waker: Waker;
  /** Manifest repositories that the service keeps, by their ids. */
  readonly manifests: ReadonlyMap<string, ManifestPlace>;
  /** A gate that answers for convenience, where one is configured. */
  readonly gate?: GateWork;
  /** Differences of changes as rows, from the mirrors that capture keeps. */
  readonly differences: Differences;
  readonly mirrors: Mirrors;
  /** Lets jobs of GitHub Actions ask it, where the settings do. */
  readonly readJob?: ReadJob;
  /** What clients reach the service by, such as `https://countersign.acme.example`. Sign-ins are for this origin alone. */
  readonly origin: string;
  /** Addresses and networks of proxies whose word about a client's address is taken. */
  readonly proxies: readonly string[];
  readonly feed: EventFeed;
  readonly clock: Clock;
  readonly events: ApiEvents;
};

/** What the API reports: never a secret, a header, a query or a body. */
type ApiEvents = {
  readonly answered: (status: number, route: string, milliseconds: number) => void;
  readonly refused: (status: number, code: string, method: string, path: string) => void;
  readonly failed: (error: unknown) => void;
};
