import { formatCanonical, json, list, parseCanonical, read } from "@countersign/attest";
import type { JsonValue } from "@countersign/attest";
import { CountersignError } from "../error.ts";

/**
 * A page of an index: what stands under its keys, a line for each, sorted by their digits. Nobody has to read more of it
 * than the lines of the keys that he asks about.
 *
 *     0a94…d1 [["record",17],["review",…]]⏎
 */
export type Page = Uint8Array;

/** A page on which nothing stands. */
export const EMPTY_PAGE: Page = new Uint8Array();

/** What stands under a key, nothing for whatever is no key. Codes: `state.json-…` for a line that is not made so, `state.page-line`. */
export function lookUp(page: Page, key: string): readonly JsonValue[] {
  if (!isKey(key)) return [];
  const { start, end } = lineOf(page, key, 0);
  return start === end ? [] : valuesIn(page, key, { start, end });
}

/** A page with other values under some of its keys, and how many keys it has now that it had not; `change` gets what stood there. */
export function rewritten(
  page: Page,
  keys: Iterable<string>,
  change: (key: string, before: readonly JsonValue[]) => readonly JsonValue[],
): { readonly page: Page; readonly added: number } {
  const parts: Uint8Array[] = [];
  let [at, added] = [0, 0];
  for (const key of [...keys].toSorted()) {
    if (!isKey(key)) throw new CountersignError("internal.page", `${JSON.stringify(key)} is no key`);
    const line = lineOf(page, key, at);
    const isNew = line.start === line.end;
    const values = change(key, isNew ? [] : valuesIn(page, key, line));
    parts.push(page.subarray(at, line.start), encoder.encode(`${key} `), formatCanonical(values), LINE_END);
    if (isNew) added += 1;
    at = line.end;
  }
  return { page: joined([...parts, page.subarray(at)]), added };
}

/** Every key of a page with what stands under it, in their order. */
export function* valuesOn(page: Page): Generator<readonly [key: string, values: readonly JsonValue[]]> {
  for (const { key, ...line } of linesOn(page)) yield [key, valuesIn(page, key, line)];
}

/** The keys of a page, in their order. */
export function* keysOn(page: Page): Generator<string> {
  for (const { key } of linesOn(page)) yield key;
}

/** A page by the first digits of its keys; the parts are views of it. */
export function divided(page: Page, digits: number): ReadonlyMap<string, Page> {
  const ends = new Map<string, { readonly start: number; end: number }>();
  for (const { key, start, end } of linesOn(page)) {
    const known = ends.get(key.slice(0, digits));
    if (known === undefined) ends.set(key.slice(0, digits), { start, end });
    else known.end = end;
  }
  return new Map([...ends].map(([prefix, { start, end }]) => [prefix, page.subarray(start, end)]));
}

/** Where a line stands, its line feed included; `start === end` where one would have to be. */
type Line = { readonly start: number; readonly end: number };

const encoder = new TextEncoder();
const decoder = new TextDecoder("latin1");
const BLANK = 0x20;
const LINE_FEED = 0x0a;
const LINE_END = Uint8Array.of(LINE_FEED);
const values = list(json);

function isKey(key: string): boolean {
  return /^[0-9a-f]+$/.test(key);
}

/** Halves what is left, from an offset on at which a line begins. */
function lineOf(page: Page, key: string, from: number): Line {
  const wanted = encoder.encode(`${key} `);
  let [low, high] = [from, page.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const start = middle === 0 ? 0 : page.lastIndexOf(LINE_FEED, middle - 1) + 1;
    const end = endOf(page, start);
    const order = compareAt(page, start, wanted);
    if (order === 0) return { start, end };
    if (order < 0) low = end;
    else high = start;
  }
  return { start: low, end: low };
}

/** A blank is below every digit, so that a key comes before those that begin with it. */
function compareAt(page: Page, start: number, wanted: Uint8Array): number {
  for (let at = 0; at < wanted.length; at += 1) {
    const difference = (page[start + at] ?? 0) - (wanted[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function* linesOn(page: Page): Generator<Line & { readonly key: string }> {
  for (let start = 0; start < page.length;) {
    const [end, blank] = [endOf(page, start), page.indexOf(BLANK, start)];
    yield { key: decoder.decode(page.subarray(start, blank)), start, end };
    start = end;
  }
}

function endOf(page: Page, start: number): number {
  const end = page.indexOf(LINE_FEED, start) + 1;
  if (end > start) return end;
  throw new CountersignError("state.page-line", "the last line of a page does not end");
}

function valuesIn(page: Page, key: string, { start, end }: Line): readonly JsonValue[] {
  return read(values, parseCanonical(page.subarray(start + key.length + 1, end - 1), "state"), "state");
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
