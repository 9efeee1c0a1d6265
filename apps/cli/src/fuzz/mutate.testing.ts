import type { JsonValue } from "@countersign/attest";
import { text } from "@countersign/testkit";

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const PIECES = [
  "\0",
  "\n",
  "\r\n",
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  "-",
  "+",
  "0",
  "9007199254740992",
  "1e3",
  "\u2014 ",
  "\ud800",
  "\ufeff",
  "__proto__",
  "//",
  "../",
  "=",
  "**/",
  "&a ",
  "*a",
  "!!x ",
];

/** A few random edits of one of the seeds: bytes flipped, put in, taken out, doubled, or crossed with another seed. */
export function mutated(random: () => number, seeds: readonly Uint8Array[]): Uint8Array {
  const any = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  let bytes: Uint8Array = any(seeds) ?? new Uint8Array();
  for (let edits = 1 + Math.floor(random() * 4); edits > 0; edits -= 1) {
    const [at, to] = [random(), random()]
      .map((place) => Math.floor(place * (bytes.length + 1)))
      .toSorted((a, b) => a - b);
    const part = bytes.subarray(at, to);
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(to)];
    const whole = [
      () => (bytes.length === 0 ? bytes : bytes.with((at ?? 0) % bytes.length, Math.floor(random() * 256))),
      () => Buffer.concat([head, Buffer.from(any(PIECES) ?? ""), bytes.subarray(at)]),
      () => Buffer.concat([head, tail]),
      () => Buffer.concat([head, part, part, tail]),
      () => Buffer.concat([head, (any(seeds) ?? bytes).subarray(at)]),
      () => Buffer.concat([head, Buffer.from((any(PIECES) ?? "").repeat(1 + Math.floor(random() * 300))), tail]),
    ];
    bytes = new Uint8Array(any(whole)?.() ?? bytes).subarray(0, 1 << 16);
  }
  return bytes;
}

const VALUES: readonly JsonValue[] = [null, true, 0, -1, 2 ** 53 - 1, 0.5, "", "a", "-", "\u0000", [], {}, [[]]];
const NAMES = ["__proto__", "constructor", "", "leaf", "version"];

/** One of the seeds that are JSON with one value replaced, taken away, doubled or put elsewhere, spelled canonically; else as `mutated`. */
export function reshaped(random: () => number, seeds: readonly Uint8Array[]): Uint8Array {
  const value = jsonOf(seeds[Math.floor(random() * seeds.length)]);
  if (value === undefined) return mutated(random, seeds);
  const parts = partsOf(value);
  const any = <T>(list: readonly T[], otherwise: T): T => list[Math.floor(random() * list.length)] ?? otherwise;
  const target = any(parts, value);
  const put = random() < 0.5 ? any(VALUES, null) : any(parts, value);
  const way = Math.floor(random() * 3);
  const edit = (one: JsonValue): JsonValue => {
    if (one === target && way > 0) return put;
    if (Array.isArray(one)) {
      const items: readonly JsonValue[] = one;
      return items.flatMap((item) => (item === target && way === 0 ? any([[], [item, item]], []) : [edit(item)]));
    }
    if (typeof one !== "object" || one === null) return one;
    const members = Object.entries(one).flatMap(([name, member]): readonly (readonly [string, JsonValue])[] =>
      member === undefined ? [] : member === target && way === 0 ? [[any(NAMES, ""), member]] : [[name, edit(member)]],
    );
    return Object.fromEntries(members);
  };
  return text(spelled(edit(value)));
}

/** As canonical JSON spells it; numbers that it does not have are spelled as well. */
function spelled(value: JsonValue): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(spelled).join(",")}]`;
  const names = Object.keys(value).toSorted((a, b) => (a < b ? -1 : 1));
  const members = new Map(Object.entries(value));
  return `{${names.map((name) => `${JSON.stringify(name)}:${spelled(members.get(name) ?? null)}`).join(",")}}`;
}

function jsonOf(bytes: Uint8Array = new Uint8Array()): JsonValue | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function partsOf(value: JsonValue): readonly JsonValue[] {
  const inner = typeof value === "object" && value !== null ? Object.values(value) : [];
  return [value, ...inner.flatMap((one) => (one === undefined ? [] : partsOf(one)))];
}
