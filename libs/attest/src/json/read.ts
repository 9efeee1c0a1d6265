import { decodeBase64 } from "../base64.ts";
import { AttestError } from "../error.ts";
import { isList, isObject } from "./value.ts";
import type { JsonObject, JsonValue } from "./value.ts";

/** Where a value stands: `area` begins the codes of errors, `path` (such as `subject[0].digest`) goes into their detail. */
export type Place = { readonly area: string; readonly path: string };

/** Turns a parsed value into a `T` or throws. Readers are plain functions: write your own beside those below. */
export type Reader<T> = (value: JsonValue, place: Place) => T;

/** What a reader makes: `type Base = Read<typeof base>`. */
export type Read<R> = R extends Reader<infer T> ? T : never;

type Readers = { readonly [name: string]: Reader<unknown> };

/**
 * Applies a reader to a whole document.
 *
 *     const base = object({ gitCommit: gitObjectId, gitTree: gitObjectId });
 *     read(base, parseCanonical(bytes), "statement"); // { gitCommit: "…", gitTree: "…" }
 */
export function read<T>(reader: Reader<T>, value: JsonValue, area: string): T {
  return reader(value, { area, path: "" });
}

/** Throws `<area>.<what>` with the path of the value in its detail. */
export function refuse(place: Place, what: string, detail: string): never {
  throw new AttestError(`${place.area}.${what}`, `${place.path === "" ? "the document" : place.path}: ${detail}`);
}

/**
 * An object with exactly these members. `<area>.unknown-field` for another one (names are compared exactly, so also for
 * `Decision` instead of `decision`), `<area>.missing-field`, `<area>.field-type` when it is no object. Members that
 * are optional and absent are absent in the result.
 */
export function object<R extends Readers, O extends Readers = Record<never, never>>(
  required: R,
  optional?: O,
): Reader<{ readonly [K in keyof R]: Read<R[K]> } & { readonly [K in keyof O]?: Read<O[K]> }>;
export function object(required: Readers, optional: Readers = {}): Reader<unknown> {
  const readers = new Map(Object.entries({ ...required, ...optional }));
  const names = Object.keys(required);
  return (value, place) => {
    const members = jsonObject(value, place);
    // Only names of readers are assigned, so none of them can be `__proto__`.
    const result: { [name: string]: unknown } = {};
    for (const name of Object.keys(members)) {
      const at = memberOf(place, name);
      const reader = readers.get(name) ?? refuse(at, "unknown-field", "no such field is known");
      result[name] = reader(members[name] ?? null, at);
    }
    const missing = names.find((name) => !Object.hasOwn(members, name));
    if (missing !== undefined) refuse(memberOf(place, missing), "missing-field", "the field is required");
    return result;
  };
}

/** An array whose items `item` reads, at least `atLeast` of them (`<area>.field-value`); `<area>.field-type`. */
export function list<T>(item: Reader<T>, atLeast = 0): Reader<readonly T[]> {
  return (value, place) => {
    if (!isList(value)) return refuse(place, "field-type", "not an array");
    if (value.length < atLeast) refuse(place, "field-value", `fewer than ${atLeast} items`);
    return value.map((entry, index) => item(entry, { area: place.area, path: `${place.path}[${index}]` }));
  };
}

/** An array of exactly one value for each reader, in order; `<area>.field-type`, `<area>.field-value` for another length. */
export function tuple<R extends readonly Reader<unknown>[]>(
  ...items: R
): Reader<{ readonly [K in keyof R]: Read<R[K]> }>;
export function tuple(...items: readonly Reader<unknown>[]): Reader<unknown> {
  return (value, place) => {
    if (!isList(value)) return refuse(place, "field-type", "not an array");
    if (value.length !== items.length) refuse(place, "field-value", `not ${items.length} items`);
    return value.map((entry, index) => items[index]?.(entry, { area: place.area, path: `${place.path}[${index}]` }));
  };
}

/** An object with any names, whose values all are of one kind; `<area>.field-type`. */
export function dictionary<T>(item: Reader<T>): Reader<{ readonly [name: string]: T }> {
  return (value, place) =>
    Object.fromEntries(
      Object.entries(jsonObject(value, place)).map(([name, member]) => [name, item(member, memberOf(place, name))]),
    );
}

/** Any value, unread. */
export const json: Reader<JsonValue> = (value) => value;

/** Any object, unread; `<area>.field-type`. */
export const jsonObject: Reader<JsonObject> = (value, place) =>
  isObject(value) ? value : refuse(place, "field-type", "not an object");

/** Any string, the empty one too; `<area>.field-type`. */
export const string: Reader<string> = (value, place) =>
  typeof value === "string" ? value : refuse(place, "field-type", "not a string");

/** A string of at least one character; `<area>.field-type`, `<area>.field-value`. */
export const nonEmptyString: Reader<string> = (value, place) => {
  const text = string(value, place);
  return text === "" ? refuse(place, "field-value", "empty") : text;
};

/** A number; parsed JSON has only integers from 0 to 2^53 − 1. `<area>.field-type`. */
export const integer: Reader<number> = (value, place) =>
  typeof value === "number" ? value : refuse(place, "field-type", "not an integer");

/** `true` or `false`; `<area>.field-type`. */
export const boolean: Reader<boolean> = (value, place) =>
  typeof value === "boolean" ? value : refuse(place, "field-type", "neither true nor false");

/** One of the given strings; `<area>.field-type`, `<area>.field-value`. */
export function oneOf<const T extends readonly string[]>(...values: T): Reader<T[number]> {
  return (value, place) => {
    const text = string(value, place);
    return values.find((known) => known === text) ?? refuse(place, "field-value", `none of ${values.join(", ")}`);
  };
}

/** A string that an anchored pattern matches; `what` names it for people. `<area>.field-type`, `<area>.field-value`. */
export function matching(pattern: RegExp, what: string): Reader<string> {
  return (value, place) => {
    const text = string(value, place);
    return pattern.test(text) ? text : refuse(place, "field-value", `not ${what}`);
  };
}

/** A SHA-256 as 64 lowercase hexadecimal digits; `<area>.field-type`, `<area>.field-value`. */
export const hexDigest = matching(/^[0-9a-f]{64}$/, "a SHA-256 in lowercase hexadecimal");

/** A full Git object id: 40 (SHA-1) or 64 (SHA-256) lowercase digits; `<area>.field-type`, `<area>.field-value`. */
export const gitObjectId = matching(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, "a full Git object id");

/** The bytes of a string of strict base64; `<area>.field-type`, `<area>.base64`. */
export const base64: Reader<Uint8Array> = (value, place) =>
  decodeBase64(string(value, place)) ?? refuse(place, "base64", "not standard base64 with padding");

function memberOf(place: Place, name: string): Place {
  return { area: place.area, path: place.path === "" ? name : `${place.path}.${name}` };
}
