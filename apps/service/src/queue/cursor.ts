import { createHash } from "node:crypto";
import { CountersignError } from "@countersign/core";
import { z } from "zod";

/** The row that a page ended with, by everything that any order goes by. */
export type CursorKeys = {
  readonly urgency: number;
  readonly opened: string;
  readonly due: string;
  /** Null while it is not decided. */
  readonly decided: string | null;
  readonly change: string;
  readonly role: string;
};

/** Whose cursor it is. */
export type CursorOf = { readonly sort: string; readonly query: string };

const form = z.strictObject({
  of: z.string(),
  urgency: z.int().min(0).max(4),
  opened: z.iso.datetime(),
  due: z.iso.datetime(),
  decided: z.iso.datetime().nullable(),
  change: z.string(),
  role: z.string(),
});

/** A cursor after a row, as text for a URL. It entitles to nothing: the query is judged anew. */
export function formatCursor(
  of: CursorOf,
  row: {
    readonly urgency: number;
    readonly opened: Date;
    readonly due: Date;
    readonly decided: Date | null;
    readonly change: string;
    readonly role: string;
  },
): string {
  const { urgency, opened, due, decided, change, role } = row;
  const times = {
    opened: opened.toISOString(),
    due: due.toISOString(),
    decided: decided === null ? null : decided.toISOString(),
  };
  const keys = { of: nameOf(of), urgency, ...times, change, role };
  return Buffer.from(JSON.stringify(keys)).toString("base64url");
}

/** Reads what `formatCursor` prints; `web.cursor` for anything else, and for a cursor of another query. */
export function parseCursor(text: string, of: CursorOf): CursorKeys {
  const { of: name, ...keys } = formOf(text);
  if (name !== nameOf(of)) throw new CountersignError("web.cursor", "it is a cursor of another query");
  return keys;
}

function formOf(text: string): z.infer<typeof form> {
  try {
    return form.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
  } catch (cause) {
    throw new CountersignError("web.cursor", "not a cursor", { cause });
  }
}

function nameOf({ sort, query }: CursorOf): string {
  return createHash("sha256").update(`${sort}\n${query}`).digest("base64url").slice(0, 16);
}
