import type { Actor } from "../access/actor.ts";

/** Something that happened, in ids alone: whoever hears of it asks for what it is about, with the rights of that moment. */
export type ServiceEvent = {
  /** A decimal number that grows from one event to the next. */
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly kind: string;
  readonly change?: string;
  readonly role?: string;
  /** Whom it is for, with that one's organisation; else it is for everybody who may read. */
  readonly person?: string;
  readonly organisation?: string;
};

/** Where events come from, in their order, and none is ever left out behind one that was given. */
export type EventFeed = {
  /** The id of the newest one; "0" before the first. */
  readonly newest: () => Promise<string>;
  /** What came after an id, at most so many. */
  readonly eventsSince: (id: string, limit: number) => Promise<readonly ServiceEvent[]>;
};

/** Whether an event is for whoever listens, by the rights of this moment. */
export function isFor(actor: Actor, { person, organisation }: ServiceEvent): boolean {
  if (person === undefined) return true;
  return actor.kind === "person" && (actor.person === person || actor.organisation === organisation);
}

/** A feed that is asked for its newest id once a while, however many listen. `every` and `now` in milliseconds. */
export function calmFeed(feed: EventFeed, every: number, now: () => number): EventFeed {
  let known: { readonly at: number; readonly id: Promise<string> } | undefined;
  return {
    ...feed,
    newest() {
      if (known === undefined || now() - known.at >= every) known = { at: now(), id: feed.newest() };
      return known.id;
    },
  };
}
