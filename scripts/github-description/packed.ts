import { createHash } from "node:crypto";
import { isObject } from "./plain.ts";
import type { Plain } from "./plain.ts";

/** Bytes from which on a schema that occurs twice is written once. */
const LEAST = 300;

/** The same schemas, where one that occurs more than once is an entry of its own that the others name. */
export function packed(schemas: Plain): Plain {
  const counts = new Map<string, number>();
  for (const schema of Object.values(schemas)) count(schema, counts);
  const shared: Record<string, unknown> = {};
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inside);
    if (!isObject(value)) return value;
    const written = Object.fromEntries(Object.entries(value).map(([word, one]) => [word, inside(one)]));
    const key = keyOf(value);
    if (key === undefined || (counts.get(key) ?? 0) < 2) return written;
    shared[key] ??= written;
    return { $ref: `#/$defs/${key}` };
  };
  const whole = Object.entries(schemas).map(([name, schema]) => [name, inside(schema)]);
  return { ...Object.fromEntries(whole), ...shared };
}

function count(value: unknown, counts: Map<string, number>): void {
  if (Array.isArray(value)) return value.forEach((one) => count(one, counts));
  if (!isObject(value)) return;
  const key = keyOf(value);
  if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  if (key === undefined || counts.get(key) === 1) for (const one of Object.values(value)) count(one, counts);
}

/** Of schemas, not of the lists of properties in them. */
function keyOf(value: Plain): string | undefined {
  if (typeof value["type"] !== "string" && !Array.isArray(value["type"])) return undefined;
  const text = JSON.stringify(value);
  return text.length < LEAST ? undefined : `shared-${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
}
