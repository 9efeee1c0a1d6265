import {
  AttestError,
  hexDigest,
  integer,
  list,
  matching,
  nonEmptyString,
  object,
  oneOf,
  read,
  refuse,
  string,
} from "@countersign/attest";
import type { JsonList, JsonObject, JsonValue, Place, Reader } from "@countersign/attest";
import { CountersignError } from "../error.ts";
import type { ObjectFormat } from "../objects/object-format.ts";
import { absentOid, parseOid } from "../objects/oid.ts";
import type { Oid } from "../objects/oid.ts";
import { parseRefName } from "../objects/ref-name.ts";
import { compareContributors } from "./contributors.ts";
import { isChangeDigest } from "./digest.ts";
import type { ChangeDigest } from "./digest.ts";
import type { Entry, Mode } from "./entry.ts";
import { formatPath, parsePath } from "./path-json.ts";

/** A repository as every record names it; it is its `id`, and `uri` must equal the policy's. */
export type RepositoryName = { readonly id: string; readonly uri: string };

/** A policy version as every record names it. */
export type PolicyName = { readonly version: number; readonly sha256: string };

/** Somebody whose work is in the change: name and address as Git has them, and which people of the policy that is. */
export type Contributor = { readonly name: string; readonly email: string; readonly as: readonly string[] };

/** The packet shown to the reviewer: SHA-256 of its canonical JSON, and what rendered it. */
export type PacketName = { readonly sha256: string; readonly renderer: string };

/**
 * The predicate of a `change` record ("Records"): a proposal to move `ref` from `base` to `head`,
 * captured from Git objects and signed by a service key.
 */
export type ChangeRecord = {
  /** Change id: identity by content, see `changeId`. */
  readonly change: string;
  readonly repository: RepositoryName;
  readonly ref: string;
  readonly base: { readonly gitCommit: Oid; readonly gitTree: Oid };
  readonly head: { readonly gitCommit: Oid };
  readonly result: { readonly gitTree: Oid };
  readonly changeDigest: ChangeDigest;
  readonly objectFormat: ObjectFormat;
  /** In-scope entries, sorted by path bytes; at least one. */
  readonly entries: readonly Entry[];
  /** How many entries the scope excludes. */
  readonly excluded: number;
  /** How many commits lie between base and head. */
  readonly commits: number;
  /** In the order of `compareContributors`, each once; `as` sorted. */
  readonly contributors: readonly Contributor[];
  /** Who pushed, as `host:id`. */
  readonly pushers: readonly string[];
  /** The host's name of the proposal; carries no authority. */
  readonly proposal?: string;
  /** Change ids of what the proposal was before, one for each of its moves, oldest first; it may have been here before. */
  readonly previous: readonly string[];
  /** The author's own words. */
  readonly claim: { readonly title: string; readonly text: string };
  readonly packet: PacketName;
  readonly policy: PolicyName;
};

/** A change before its packet is made: what the packet itself contains. */
export type CapturedChange = Omit<ChangeRecord, "packet">;

/** The predicate of a `change` record as JSON; each entry is `[path,oldMode,newMode,oldOid,newOid,oldSha,newSha]`. */
export function formatChange({ packet, ...captured }: ChangeRecord): JsonObject {
  return { ...formatCapturedChange(captured), packet };
}

/** The predicate without `packet`. */
export function formatCapturedChange(change: CapturedChange): JsonObject {
  return { ...change, entries: change.entries.map(formatEntry) };
}

/**
 * Reads what `formatChange` prints. Codes: `statement.unknown-field`, `statement.missing-field`, `statement.path`, and
 * `statement.<field>` for a value that is not spelled as the field wants it or that its neighbours contradict: object
 * ids of another object format, entries unsorted or impossible. Whether digest and id are true is `checkChange`'s.
 */
export function parseChange(value: JsonValue): ChangeRecord {
  return checked(read(changeReader, value, "statement"));
}

/** Reads what `formatCapturedChange` prints; codes as those of `parseChange`. */
export function parseCapturedChange(value: JsonValue): CapturedChange {
  return checked(read(capturedReader, value, "statement"));
}

function checked<T extends CapturedChange>(change: T): T {
  const { base, head, result, objectFormat, entries } = change;
  checkFormat("base", objectFormat, base.gitCommit, base.gitTree);
  checkFormat("head", objectFormat, head.gitCommit);
  checkFormat("result", objectFormat, result.gitTree);
  entries.forEach((entry, index) => {
    checkFormat("entries", objectFormat, entry.oldOid, entry.newOid);
    const before = entries[index - 1];
    if (before !== undefined && before.path >= entry.path) {
      throw new CountersignError("statement.entries", `entries[${index}]: not above its predecessor by path bytes`);
    }
  });
  return change;
}

/** Refuses object ids of the other object format than the record's, as `statement.<field>`. */
export function checkFormat(field: string, format: ObjectFormat, ...ids: readonly Oid[]): void {
  const stray = ids.find((id) => formatOf(id) !== format);
  if (stray !== undefined)
    throw new CountersignError(`statement.${field}`, `${stray} is not an id of format ${format}`);
}

/** The object format whose ids have this length. */
export function formatOf(id: Oid): ObjectFormat {
  return id.length === 64 ? "sha256" : "sha1";
}

const SPELLING: ReadonlySet<string> = new Set(["field-type", "field-value", "missing-field"]);

/** Reads one member of a predicate, so that whatever is wrong in its value has the code `<area>.<name>`. */
export function field<T>(name: string, reader: Reader<T>): Reader<T> {
  return (value, place) => {
    try {
      return reader(value, place);
    } catch (error) {
      if (!(error instanceof AttestError) || !SPELLING.has(error.code.slice(place.area.length + 1))) throw error;
      throw new CountersignError(`${place.area}.${name}`, error.detail, { cause: error });
    }
  };
}

/** A full object id of either format. */
export const oid: Reader<Oid> = (value, place) => {
  const text = string(value, place);
  try {
    return parseOid(text, text.length === 64 ? "sha256" : "sha1");
  } catch {
    return refuse(place, "field-value", "not a full object id in lowercase hexadecimal");
  }
};

/** The full name of a ref. */
const refName: Reader<string> = (value, place) => {
  const text = string(value, place);
  try {
    return parseRefName(text);
  } catch {
    return refuse(place, "field-value", "not the full name of a ref");
  }
};

/** An id of the policy (person, role, environment, …) or a URI: printable ASCII without blanks. */
export const token = matching(/^[!-~]{1,1024}$/, "printable ASCII without blanks");

/** A lowercase UUID. */
export const uuid = matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "a lowercase UUID");

/** A time such as `2026-11-22T10:00:00Z`; the day and the second exist. */
export const time: Reader<string> = (value, place) => {
  const text = string(value, place);
  return isTime(text) ? text : refuse(place, "field-value", "not an RFC 3339 time in UTC with whole seconds");
};

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

/** Not by `Date`, which takes 30 February for 2 March, and slowly. */
function isTime(text: string): boolean {
  const [year, month, day] = (TIME.exec(text) ?? []).slice(1).map(Number);
  return year !== undefined && month !== undefined && day !== undefined && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  if (month < 1 || month > 12) return 0;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** An array without doubles. */
export function distinct(item: Reader<string>, atLeast = 0): Reader<readonly string[]> {
  const items = list(item, atLeast);
  return (value, place) => {
    const texts = items(value, place);
    return new Set(texts).size === texts.length ? texts : refuse(place, "field-value", "something is listed twice");
  };
}

/** A count from 1. */
const positive: Reader<number> = (value, place) =>
  integer(value, place) === 0 ? refuse(place, "field-value", "counted from 1") : integer(value, place);

/** The members that several records share, each with its code. */
export const change = field("change", hexDigest);
export const repository = field("repository", object({ id: token, uri: token }));
export const ref = field("ref", refName);
export const base = field("base", object({ gitCommit: oid, gitTree: oid }));
export const head = field("head", object({ gitCommit: oid }));
export const result = field("result", object({ gitTree: oid }));
export const policy = field("policy", object({ version: positive, sha256: hexDigest }));
export const packet = field("packet", object({ sha256: hexDigest, renderer: token }));
export const changeDigest = field("changeDigest", (value, place): ChangeDigest => {
  const text = string(value, place);
  return isChangeDigest(text) ? text : refuse(place, "field-value", "not cs-diff-v1: and a SHA-256");
});

const people = list(object({ name: string, email: string, as: distinct(token) }));

const contributors: Reader<readonly Contributor[]> = (value, place) => {
  const all = people(value, place);
  const sorted = all.every(({ as }, at) => {
    const [before, here] = [all[at - 1], all[at]];
    const inOrder = before === undefined || here === undefined || compareContributors(before, here) < 0;
    return inOrder && as.every((id, index) => index === 0 || (as[index - 1] ?? "") < id);
  });
  return sorted ? all : refuse(place, "field-value", "not sorted, or somebody is listed twice");
};

const captured = {
  change,
  repository,
  ref,
  base,
  head,
  result,
  changeDigest,
  objectFormat: field("objectFormat", oneOf("sha1", "sha256")),
  entries: field("entries", list(readEntry, 1)),
  excluded: field("excluded", integer),
  commits: field("commits", integer),
  contributors: field("contributors", contributors),
  pushers: field("pushers", distinct(matching(/^[!-~]+:[!-9;-~]+$/, "host:id"))),
  previous: field("previous", list(hexDigest)),
  claim: field("claim", object({ title: string, text: string })),
  policy,
};
const proposal = field("proposal", nonEmptyString);

/** The members of a change record that a gate remembers, for a reader of its own. */
export const rememberedFields = {
  required: {
    change,
    repository,
    ref,
    base,
    head,
    result,
    changeDigest,
    objectFormat: captured.objectFormat,
    contributors: captured.contributors,
    pushers: captured.pushers,
    previous: captured.previous,
    packet,
    policy,
  },
  optional: { proposal },
};

const capturedReader = object(captured, { proposal });
const changeReader = object({ ...captured, packet }, { proposal });

function formatEntry({ path, oldMode, newMode, oldOid, newOid, oldSha256, newSha256 }: Entry): JsonValue {
  return [formatPath(path), oldMode, newMode, oldOid, newOid, oldSha256, newSha256];
}

/** Written out by hand: a change may have hundreds of thousands of entries. */
function readEntry(value: JsonValue, place: Place): Entry {
  if (!isList(value) || value.length !== 7) return refuse(place, "field-value", "not an array of seven");
  const [path = "", oldMode, newMode, oldOid, newOid, oldSha, newSha] = value;
  const old = readSide(place, oldMode, oldOid, oldSha);
  const now = readSide(place, newMode, newOid, newSha);
  if (old.mode === now.mode && old.oid === now.oid) return refuse(place, "field-value", "both sides are equal");
  return {
    path: parsePath(path),
    oldMode: old.mode,
    newMode: now.mode,
    oldOid: old.oid,
    newOid: now.oid,
    oldSha256: old.sha256,
    newSha256: now.sha256,
  };
}

function isList(value: JsonValue): value is JsonList {
  return Array.isArray(value);
}

type Side = { readonly mode: Mode; readonly oid: Oid; readonly sha256: string };

const ABSENT: ReadonlySet<Oid> = new Set([absentOid("sha1"), absentOid("sha256")]);
const SHA256 = /^[0-9a-f]{64}$/;
/** What a path can be between two trees that are compared down to the blobs. */
const MODES: ReadonlyMap<JsonValue, Mode> = new Map(
  (["000000", "100644", "100755", "120000", "160000"] as const).map((mode) => [mode, mode]),
);

function readSide(place: Place, mode: JsonValue = "", id: JsonValue = "", sha256: JsonValue = ""): Side {
  const known = MODES.get(mode) ?? refuse(place, "field-value", "no mode of a file, a link or a gitlink");
  const side: Side = { mode: known, oid: oid(id, place), sha256: string(sha256, place) };
  if (ABSENT.has(side.oid) !== (known === "000000"))
    return refuse(place, "field-value", "mode and object id disagree on absence");
  const content = known !== "000000" && known !== "160000";
  if (content ? !SHA256.test(side.sha256) : side.sha256 !== "-")
    return refuse(place, "field-value", "no SHA-256 of this side");
  return side;
}
