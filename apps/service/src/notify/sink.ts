import type { EventKind } from "../queue/event.ts";

/** When somebody is told: at once, or in a digest at the end of the hour, or of the day at 06:00 UTC. */
export type When = "immediate" | "hourly" | "daily";

/** What a sink is told: events of these kinds, where given only of these roles and from this risk (0 to 4) on. */
type Telling = {
  readonly kinds: readonly EventKind[];
  readonly roles?: readonly string[] | undefined;
  readonly risk?: number | undefined;
  readonly when: When;
};

/** Where messages go; secrets are read already. Hosts are those of the settings: nothing that was captured has a say. */
export type Address =
  | { readonly kind: "mail"; readonly smtp: string; readonly from: string; readonly to: readonly string[] }
  | { readonly kind: "webhook"; readonly url: string; readonly secret: string }
  /** What takes `{"text":…}`, as chats do. */
  | { readonly kind: "chat"; readonly url: string };

/** Somebody who is told, under a name that stays. The first telling that fits an event counts. */
export type Sink = {
  readonly id: string;
  readonly address: Address;
  readonly tells: readonly Telling[];
  /** The person of the policy whom it tells of changes that this person has a part in, and of nothing that this person did. */
  readonly author?: string;
  /** Whether the author's titles go along; else ids, counts and links alone leave the service. */
  readonly titles: boolean;
};

/** An event with what decides who is told. */
export type Tellable = {
  readonly kind: string;
  readonly role: string | null;
  readonly risk: number | null;
  /** Whoever did it. */
  readonly person?: string | null;
  /** Who has a part in the change that it is about. */
  readonly authors?: readonly string[] | null;
};

/** When a sink is told an event; undefined where it is not. */
export function whenTold({ tells, author }: Sink, { kind, role, risk, person, authors }: Tellable): When | undefined {
  if (author !== undefined && (person === author || authors?.includes(author) !== true)) return undefined;
  const fits = tells.find(
    (telling) =>
      telling.kinds.some((one) => one === kind) &&
      (telling.roles === undefined || role === null || telling.roles.includes(role)) &&
      (telling.risk === undefined || (risk !== null && risk >= telling.risk)),
  );
  return fits?.when;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The hour of a day's digest, UTC. */
const DAILY = 6 * HOUR;

/** When the next message of a kind leaves after a time; milliseconds since the epoch. */
export function nextDue(when: When, now: number): number {
  switch (when) {
    case "immediate":
      return now;
    case "hourly":
      return (Math.floor(now / HOUR) + 1) * HOUR;
    case "daily":
      return (Math.floor((now - DAILY) / DAY) + 1) * DAY + DAILY;
    default:
      return when satisfies never;
  }
}
