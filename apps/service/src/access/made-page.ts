import { sql } from "kysely";
import type { RawBuilder } from "kysely";

/** Behind what a page of rows begins that were made, newest first; at most `size` rows. `made` in POSIX seconds. */
export type MadePage = { readonly after?: { readonly made: number; readonly id: string }; readonly size: number };

/** The second in which a row was made: the first column that lists of what was made are ordered by, its `id` the second. */
export const MADE = sql<Date>`date_trunc('second', made)`;

/** Whether a row comes behind the place where a page begins. */
export function isBehind({ after }: MadePage): RawBuilder<boolean> {
  return after === undefined
    ? sql<boolean>`true`
    : sql<boolean>`(date_trunc('second', made), id) < (to_timestamp(${after.made}::double precision), ${after.id}::uuid)`;
}
