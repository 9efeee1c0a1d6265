import { parseOid } from "@countersign/core";
import type { Oid } from "@countersign/core";
import { sql } from "kysely";
import type { Queries } from "../store/database.ts";

/** A move of a ref that was seen; `before` is absent where it came into being, `after` where it is gone. */
export type RefMove = {
  readonly repository: string;
  readonly ref: string;
  readonly before: Oid | undefined;
  readonly after: Oid | undefined;
  readonly rewound: boolean;
};

/** Where a ref was seen last; undefined where it never was, or is gone. */
export async function lastTip(db: Queries, repository: string, ref: string): Promise<Oid | undefined> {
  const row = await db
    .selectFrom("tip")
    .select("oid")
    .where("repository", "=", repository)
    .where("ref", "=", ref)
    .executeTakeFirst();
  return row?.oid === null || row?.oid === undefined ? undefined : anyOid(row.oid);
}

/** An id of either format, as our own tables have it. */
export function anyOid(text: string): Oid {
  return parseOid(text, text.length === 64 ? "sha256" : "sha1");
}

/** Writes moves of different refs and their new tips down. */
export async function writeMoves(one: Queries, moves: readonly RefMove[]): Promise<void> {
  if (moves.length === 0) return;
  const rows = moves.map((move) => ({ ...move, before: move.before ?? null, after: move.after ?? null }));
  await one.insertInto("ref_move").values(rows).execute();
  await one
    .insertInto("tip")
    .values(rows.map(({ repository, ref, after }) => ({ repository, ref, oid: after })))
    .onConflict((conflict) =>
      conflict
        .columns(["repository", "ref"])
        .doUpdateSet((row) => ({ oid: row.ref("excluded.oid"), seen: sql<Date>`now()` })),
    )
    .execute();
}

/** The moves of a ref that were seen, the oldest first. */
export async function movesOf(db: Queries, repository: string, ref: string) {
  return db
    .selectFrom("ref_move")
    .select(["before", "after", "rewound", "seen"])
    .where("repository", "=", repository)
    .where("ref", "=", ref)
    .orderBy("id")
    .execute();
}
