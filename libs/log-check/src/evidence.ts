import {
  base64,
  dictionary,
  formatBase64,
  formatCanonical,
  formatHex,
  integer,
  json,
  jsonObject,
  list,
  object,
  parseCanonical,
  read,
  refuse,
  string,
} from "@countersign/attest";
import type { JsonValue, Place, Reader } from "@countersign/attest";
import type { Sha256 } from "@countersign/core";
import { formatVerifierKey, parseVerifierKey } from "@countersign/tlog";
import type { Quorum, Trust } from "@countersign/tlog";
import type { Check } from "./check.ts";
import type { Clock } from "./check-checkpoint.ts";
import type { ReadPath } from "./read-files.ts";
import type { Seen } from "./seen.ts";

/** What was looked at: whom it was held against, every file as it came (undefined: it was not there), and what became of each check. */
export type Looked = {
  readonly trust: Trust;
  readonly seen?: Seen;
  readonly clock?: Clock;
  readonly files: ReadonlyMap<string, Uint8Array | undefined>;
  readonly checks: readonly Check[];
  readonly entry?: {
    readonly index: number;
    readonly disclosed?: { readonly salt: Uint8Array; readonly envelope: Uint8Array };
  };
};

/**
 * Everything that a list of checks was made from and what it says, as one line of canonical JSON for others to check again:
 *
 *     {"checks":[…],"files":{"checkpoint":"<base64>","tile/0/000.p/8":"<base64>"},"logEvidence":1,"trust":{…}}
 *
 * A file that was asked for and not there is `null`. It holds no secret: salt and envelope of an entry are in it where they were given.
 */
export function formatEvidence({ trust, seen, clock, files, checks, entry }: Looked): string {
  const line: JsonValue = {
    logEvidence: 1,
    trust: trustJson(trust),
    ...(seen === undefined ? {} : { seen: { ...seen } }),
    ...(clock === undefined ? {} : { clock: { ...clock } }),
    files: Object.fromEntries(
      [...files].map(([path, bytes]) => [path, bytes === undefined ? null : formatBase64(bytes)]),
    ),
    checks: checks.map(checkJson),
    ...(entry === undefined ? {} : { entry: entryJson(entry) }),
  };
  return `${new TextDecoder().decode(formatCanonical(line))}\n`;
}

/** Checks alone, for whoever has what they were made from: one line of canonical JSON, `{"checks":[…]}`. */
export function formatChecks(checks: readonly Check[]): string {
  return `${new TextDecoder().decode(formatCanonical({ checks: checks.map(checkJson) }))}\n`;
}

/**
 * What `checkLog` needs to make the checks of an evidence again: the files as they came, whom they were held against, and the entry, if it was of one.
 * Nothing that the evidence says of itself is believed. `evidence.…` where it is not one; `log.key-…` for a key that is none.
 */
export function parseEvidence(
  crypto: Sha256,
  text: string,
): Omit<Looked, "checks" | "files"> & { readonly read: ReadPath } {
  const line = text.endsWith("\n") ? text.slice(0, -1) : text;
  const { trust, files, seen, clock, entry } = read(
    reader,
    parseCanonical(new TextEncoder().encode(line), "evidence"),
    "evidence",
  );
  const byPath = new Map(Object.entries(files));
  return {
    trust: {
      origin: trust.origin,
      logKey: parseVerifierKey(crypto, trust.logKey),
      witnesses: trust.witnesses.map(({ name, key }) => ({ name, key: parseVerifierKey(crypto, key) })),
      quorum: trust.quorum,
    },
    ...(seen === undefined ? {} : { seen }),
    ...(clock === undefined ? {} : { clock }),
    ...(entry === undefined ? {} : { entry }),
    read: async (path) => byPath.get(path) ?? undefined,
  };
}

function trustJson({ origin, logKey, witnesses, quorum }: Trust): JsonValue {
  return {
    origin,
    logKey: formatVerifierKey(logKey),
    witnesses: witnesses.map(({ name, key }) => ({ name, key: formatVerifierKey(key) })),
    quorum,
  };
}

function entryJson({ index, disclosed }: NonNullable<Looked["entry"]>): JsonValue {
  if (disclosed === undefined) return { index };
  const { salt, envelope } = disclosed;
  return { index, disclosed: { salt: formatBase64(salt), envelope: formatBase64(envelope) } };
}

function checkJson({ name, about, state, sentence, code, bytes, path }: Check): JsonValue {
  return {
    name,
    ...(about === undefined ? {} : { about }),
    state,
    sentence,
    ...(code === undefined ? {} : { code }),
    bytes: bytes.map((one) => ({ label: one.label, bytes: formatBase64(one.bytes) })),
    ...(path === undefined
      ? {}
      : {
          path: path.map(({ level, side, sibling, result }) => ({
            level,
            side,
            sibling: formatHex(sibling),
            result: formatHex(result),
          })),
        }),
  };
}

/** As the policy spells it; `checkTrust` of tlog says whether it makes sense. */
const quorum: Reader<Quorum> = (value, place) => {
  if (typeof value === "string") return value;
  const members = jsonObject(value, place);
  if (Object.hasOwn(members, "all")) return object({ all: list(quorum) })(value, place);
  if (Object.hasOwn(members, "any")) return object({ any: list(quorum) })(value, place);
  return object({ atLeast: integer, of: list(quorum) })(value, place);
};

/** A file, or null where there was none. */
const file: Reader<Uint8Array | undefined> = (value, place) => (value === null ? undefined : base64(value, place));

const trust = object({
  origin: string,
  logKey: string,
  witnesses: list(object({ name: string, key: string })),
  quorum,
});

const reader = object(
  { logEvidence: oneVersion, trust, files: dictionary(file), checks: json },
  {
    seen: object({ note: string, time: integer }),
    clock: object({ now: integer, freshness: integer }),
    entry: object({ index: integer }, { disclosed: object({ salt: base64, envelope: base64 }) }),
  },
);

function oneVersion(value: JsonValue, place: Place): 1 {
  return value === 1 ? 1 : refuse(place, "field-value", "not version 1");
}
