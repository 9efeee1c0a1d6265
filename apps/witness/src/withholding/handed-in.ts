import {
  base64,
  formatBase64,
  formatCanonical,
  integer,
  object,
  oneOf,
  parseCanonical,
  parseEnvelope,
  read,
  string,
} from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import type { Folder } from "@countersign/adapters/files";
import { KINDS, formatTime, inTurn } from "@countersign/core";
import type { Kind } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";

/** A record that people of this organisation handed in: its id and its kind. */
export type HandedIn = {
  readonly record: string;
  readonly kind: Kind;
  /** When, in POSIX seconds. */
  readonly since: number;
  /** Leaves of the log that the mirror had then. */
  readonly size: number;
  readonly signatures: number;
};

/** The records that were handed in and have not been found in the log yet. */
export type HandedInRecords = {
  readonly all: () => readonly HandedIn[];
  readonly get: (record: string) => HandedIn | undefined;
  readonly envelopeOf: (record: string) => Promise<Envelope | undefined>;
  /**
   * Keeps a record durably. One that is kept already keeps its time, and takes further signatures. `witness.handed-in` where
   * too many wait.
   */
  readonly keep: (record: Omit<HandedIn, "signatures">, envelope: Uint8Array) => Promise<HandedIn>;
  readonly forget: (record: string) => Promise<void>;
};

const FOLDER = "handed-in/";
const LIMIT = 128 * 1024 * 1024;
const MOST_WAITING = 1000;

/** Reads what is kept below a log's folder. `witness.handed-in` for a file that is none. */
export async function openHandedIn(folder: Folder): Promise<HandedInRecords> {
  const known = new Map<string, HandedIn>();
  for (const path of await folder.list(FOLDER)) {
    const record = recordIn(path);
    const { envelope, ...kept } = parse(await folder.get(path, LIMIT), path);
    known.set(record, { ...kept, record, signatures: envelope.signatures.length });
  }
  // Whoever asks for them, writes follow one another: people hand in while the log is followed.
  const turns = inTurn();
  return {
    all: () => [...known.values()],
    get: (record) => known.get(record),
    async envelopeOf(record) {
      if (!known.has(record)) return undefined;
      return parse(await folder.get(pathOf(record), LIMIT), pathOf(record)).envelope;
    },
    keep: (record, envelope) => turns.run(() => keep({ folder, known }, record, envelope)),
    forget: (record) =>
      turns.run(async () => {
        if (known.delete(record)) await folder.remove(pathOf(record));
      }),
  };
}

type Kept = { readonly folder: Folder; readonly known: Map<string, HandedIn> };

async function keep(
  { folder, known }: Kept,
  { record, kind, since, size }: Omit<HandedIn, "signatures">,
  envelope: Uint8Array,
): Promise<HandedIn> {
  const before = known.get(record);
  const { signatures } = parseEnvelope(envelope);
  if (before !== undefined && before.signatures >= signatures.length) return before;
  if (before === undefined && known.size >= MOST_WAITING)
    throw new CountersignError("witness.handed-in", `${known.size} records wait to be logged already`);
  const handedIn = {
    record,
    kind,
    since: before?.since ?? since,
    size: before?.size ?? size,
    signatures: signatures.length,
  };
  await folder.put(pathOf(record), format(handedIn, envelope));
  known.set(record, handedIn);
  return handedIn;
}

function pathOf(record: string): string {
  return `${FOLDER}${record}.json`;
}

function recordIn(path: string): string {
  const [, record] = /^handed-in\/([0-9a-f]{64})\.json$/.exec(path) ?? [];
  if (record !== undefined) return record;
  throw new CountersignError("witness.handed-in", `${path} is no record that was handed in`);
}

/** Canonical JSON: `{"envelope":"<base64>","kind":"review","since":"2026-11-22T10:00:00Z","size":12}`. */
function format({ kind, since, size }: Omit<HandedIn, "signatures">, envelope: Uint8Array): Uint8Array {
  return formatCanonical({
    envelope: formatBase64(envelope),
    kind,
    since: formatTime(since),
    size,
  });
}

const fields = object({ envelope: base64, kind: oneOf(...KINDS), since: string, size: integer });

function parse(bytes: Uint8Array | undefined, path: string) {
  const { envelope, kind, since, size } = read(fields, parseCanonical(bytes ?? new Uint8Array(), "witness"), "witness");
  const seconds = Date.parse(since) / 1000;
  if (!Number.isSafeInteger(seconds) || formatTime(seconds) !== since)
    throw new CountersignError("witness.handed-in", `${path} has no time`);
  return { envelope: parseEnvelope(envelope), kind, since: seconds, size };
}
