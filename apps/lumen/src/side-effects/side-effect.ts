import type { Feed } from "../pipeline/feed.ts";
import type { FeedRequest } from "../pipeline/request.ts";
import type { Publish } from "./outbox.ts";

/** What happens after a feed was made; it cannot change the feed. */
export type SideEffect = {
  readonly name: string;
  readonly run: (request: FeedRequest, feed: Feed, publish: Publish) => void;
};
