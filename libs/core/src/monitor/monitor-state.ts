import {
  dictionary,
  formatCanonical,
  hexDigest,
  integer,
  list,
  nonEmptyString,
  object,
  oneOf,
  parseCanonical,
  read,
  string,
} from "@countersign/attest";
import type { JsonObject, Reader } from "@countersign/attest";
import { oid } from "../change/record.ts";
import { CountersignError } from "../error.ts";
import type { StandingAlarm } from "./alarm.ts";
import type { AlarmEvent } from "./event.ts";
import type { Pending } from "./outbox.ts";
import type { KnownPolicy } from "./policy-alarms.ts";
import type { RefMemory } from "./ref-memory.ts";

/** Two notes that the log signed and that contradict each other; kept for ever. */
type KeptConflict = { readonly code: "log.fork"; readonly kept: string; readonly other: string };

/** What a monitor keeps between its turns and its runs, replaced whole: what stands and what was not told yet go together. */
export type MonitorState = {
  readonly origin: string;
  /** The newest checkpoint that verified, as a note. */
  readonly checkpoint?: string;
  readonly policy?: KnownPolicy;
  readonly standing: readonly StandingAlarm[];
  /** By repository and ref. */
  readonly refs: { readonly [repository: string]: { readonly [ref: string]: RefMemory } };
  readonly conflicts: readonly KeptConflict[];
  /** The number of the next event. */
  readonly next: number;
  readonly pending: readonly Pending[];
};

/** The state of a monitor that has seen nothing of a log yet. */
export function newMonitorState(origin: string): MonitorState {
  return { origin, standing: [], refs: {}, conflicts: [], next: 0, pending: [] };
}

const VERSION = 1;

/** A state as canonical JSON. */
export function formatMonitorState({ pending, refs, policy, ...state }: MonitorState): Uint8Array {
  return formatCanonical({
    ...state,
    version: VERSION,
    ...(policy === undefined ? {} : { policy: { ...policy } }),
    standing: state.standing.map(alarmJson),
    refs: Object.fromEntries(Object.entries(refs).map(([id, memories]) => [id, memoriesJson(memories)])),
    conflicts: state.conflicts.map((one) => ({ ...one })),
    pending: pending.map(({ sink, event }) => ({ sink, event: { ...event, alarm: alarmJson(event.alarm) } })),
  });
}

/** Reads what `formatMonitorState` prints; `state.…` for whatever else is there, `state.origin` for the state of another log. */
export function parseMonitorState(bytes: Uint8Array, origin: string): MonitorState {
  const { version, ...state } = read(stateReader, parseCanonical(bytes, "state"), "state");
  if (version !== VERSION)
    throw new CountersignError("state.version", `the state is of version ${version}, this program reads ${VERSION}`);
  if (state.origin !== origin)
    throw new CountersignError("state.origin", `the folder is that of a monitor of ${state.origin}, not of ${origin}`);
  return state;
}

const alarmReader: Reader<StandingAlarm> = object(
  {
    id: nonEmptyString,
    part: string,
    code: nonEmptyString,
    subject: string,
    text: string,
    at: object({}, { leaf: integer, commit: string, size: integer }),
    since: integer,
  },
  { remedy: string, acknowledged: integer },
);

const eventReader: Reader<AlarmEvent> = object({
  number: integer,
  event: oneOf("raised", "cleared", "acknowledged"),
  time: integer,
  origin: string,
  alarm: alarmReader,
});

const astray: Reader<NonNullable<RefMemory["astray"]>> = (value, place) =>
  value === "gone" ? "gone" : oid(value, place);

const stateReader = object(
  {
    version: integer,
    origin: nonEmptyString,
    standing: list(alarmReader),
    refs: dictionary(dictionary(object({ tip: oid }, { astray }))),
    conflicts: list(object({ code: oneOf("log.fork"), kept: string, other: string })),
    next: integer,
    pending: list(object({ sink: nonEmptyString, event: eventReader })),
  },
  { checkpoint: nonEmptyString, policy: object({ version: integer, sha256: hexDigest }) },
);

function alarmJson({ at, ...alarm }: StandingAlarm): JsonObject {
  return { ...alarm, at: { ...at } };
}

function memoriesJson(memories: MonitorState["refs"][string]): JsonObject {
  return Object.fromEntries(Object.entries(memories).map(([ref, memory]) => [ref, { ...memory }]));
}
