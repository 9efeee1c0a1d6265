import { CountersignError } from "@countersign/core";
import { z } from "zod";
import type { MadePage } from "../access/made-page.ts";

/** How much is asked for, and from where on. */
export const PAGE = z.strictObject({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .refine((limit) => limit <= 200, "at most 200")
    .optional(),
  cursor: z.string().max(4_000).optional(),
});

/** Items of one page, and the cursor of the next one; none on the last. */
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null };

const USUAL = 50;

/**
 * Cuts a page out of items that are sorted, each with a place of its own: what comes behind the place of the cursor. A cursor is
 * good for ever, also when items come or go meanwhile; it says nothing that its owner does not see. `web.cursor`.
 */
export function pageOf<T>(
  items: Iterable<T>,
  { limit = USUAL, cursor }: z.infer<typeof PAGE>,
  placeOf: (item: T) => number,
  order: "rising" | "falling",
): Page<T> {
  const from = cursor === undefined ? undefined : parseCursor(cursor);
  return cut(items, { limit, from }, placeOf, order, formatCursor);
}

/** The place behind which a page begins, and how many items tell whether more follow, for whoever asks a database. `web.cursor`. */
export function placeOfPage({ limit = USUAL, cursor }: z.infer<typeof PAGE>): {
  readonly after?: number;
  readonly size: number;
} {
  return { size: limit + 1, ...(cursor === undefined ? {} : { after: parseCursor(cursor) }) };
}

/** The same of items that are sorted by a name of their own, by UTF-16 code units, `falling` where the last one comes first. `web.cursor`. */
export function pageByName<T>(
  items: Iterable<T>,
  { limit = USUAL, cursor }: z.infer<typeof PAGE>,
  nameOf: (item: T) => string,
  order: "rising" | "falling" = "rising",
): Page<T> {
  const from = cursor === undefined ? undefined : parseNameCursor(cursor);
  return cut(items, { limit, from }, nameOf, order, formatNameCursor);
}

function cut<T, P extends number | string>(
  items: Iterable<T>,
  { limit, from }: { readonly limit: number; readonly from: P | undefined },
  placeOf: (item: T) => P,
  order: "rising" | "falling",
  format: (place: P) => string,
): Page<T> {
  const page: T[] = [];
  for (const item of items) {
    const place = placeOf(item);
    if (from !== undefined && (order === "rising" ? place <= from : place >= from)) continue;
    if (page.length === limit) return { items: page, next: format(placeOf(page[limit - 1] ?? item)) };
    page.push(item);
  }
  return { items: page, next: null };
}

/** The same as `placeOfPage` of things with a `madePlace`, for a page by `pageByName`. `web.cursor`. */
export function madePlaceOfPage({ limit = USUAL, cursor }: z.infer<typeof PAGE>): MadePage {
  return { size: limit + 1, ...(cursor === undefined ? {} : { after: parseMadePlace(parseNameCursor(cursor)) }) };
}

/** The place of what was made at a POSIX second, among others of it in an order that stays. */
export function madePlace({ made, id }: { readonly made: number; readonly id: string }): string {
  return `${String(made).padStart(12, "0")} ${id}`;
}

function parseMadePlace(place: string): { readonly made: number; readonly id: string } {
  const [, made, id] = /^(\d{12}) ([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.exec(place) ?? [];
  if (made !== undefined && id !== undefined) return { made: Number(made), id };
  throw new CountersignError("web.cursor", "this is no cursor of an answer");
}

function formatNameCursor(name: string): string {
  return Buffer.from(`behind ${name}`).toString("base64url");
}

function parseNameCursor(text: string): string {
  const [, name] = /^behind (.+)$/s.exec(Buffer.from(text, "base64url").toString()) ?? [];
  if (name !== undefined && formatNameCursor(name) === text) return name;
  throw new CountersignError("web.cursor", "this is no cursor of an answer");
}

function formatCursor(place: number): string {
  return Buffer.from(`at ${place}`).toString("base64url");
}

function parseCursor(text: string): number {
  const [, place] = /^at (0|[1-9]\d{0,14})$/.exec(Buffer.from(text, "base64url").toString("latin1")) ?? [];
  if (place !== undefined && formatCursor(Number(place)) === text) return Number(place);
  throw new CountersignError("web.cursor", "this is no cursor of an answer");
}
