/** What signed JSON may hold. Numbers are integers from 0 to 2^53 − 1; every other number is refused when it is written or read. */
export type JsonValue = null | boolean | number | string | JsonList | JsonObject;

/** An array of values. */
export type JsonList = readonly JsonValue[];

/** Members by name. A member called `__proto__` is an own property like any other; read members with `Object.hasOwn`. */
export type JsonObject = { readonly [name: string]: JsonValue };

/** Arrays and objects may be nested this deep. */
export const MAX_DEPTH = 64;

/** Tells the two containers apart. */
export function isList(value: JsonValue): value is JsonList {
  return Array.isArray(value);
}

/** Whether the value is an object, so neither `null` nor an array. */
export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
