import { createHash } from "node:crypto";
import { CountersignError } from "@countersign/core";
import { sql } from "kysely";
import type { Database, Queries } from "../store/database.ts";

/** A request that may come again. `principal` is who sent it: keys of others are of no concern. */
export type RepeatableRequest = {
  readonly principal: string;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array;
};

/** A good answer, as it is kept. */
export type KeptAnswer = { readonly status: number; readonly body: string };

/** Seconds for which one request of a key keeps others waiting; whoever comes later takes it up, since every write may run twice. */
const PATIENCE = 60;

/**
 * Answers a request once for its key. The same request again has the same answer; `web.idempotency` for another request with the
 * key, `web.in-progress` while the first one is at work. What fails leaves nothing, and may be tried again. `repeatable` work may run
 * twice after a crash; any other is given a transaction that has its answer in it, and is done once, wherever it is cut off.
 */
export async function once(
  db: Database,
  request: RepeatableRequest,
  work: (within: Queries) => Promise<KeptAnswer>,
  how: "repeatable" | "in-transaction",
): Promise<KeptAnswer & { readonly replayed: boolean }> {
  if (!/^[\x21-\x7e]{1,200}$/.test(request.key))
    throw new CountersignError("web.header", "an Idempotency-Key is 1 to 200 characters of ASCII without blanks");
  const known = await begin(db, request);
  if (known !== undefined) return { ...known, replayed: true };
  try {
    if (how === "repeatable") {
      const answer = await work(db);
      await keep(db, request, answer);
      return { ...answer, replayed: false };
    }
    return await db.transaction().execute(async (one) => {
      const answer = await work(one);
      if (await keep(one, request, answer)) return { ...answer, replayed: false };
      throw new CountersignError(
        "web.in-progress",
        "another request with this Idempotency-Key was at work, and is done",
      );
    });
  } catch (error) {
    await mine(db.deleteFrom("idempotency"), request)
      .where("status", "is", null)
      .execute()
      .catch(() => {});
    throw error;
  }
}

/** False where another one, which took up what this one was so long at, has kept its answer. */
async function keep(db: Queries, request: RepeatableRequest, { status, body }: KeptAnswer): Promise<boolean> {
  const update = mine(db.updateTable("idempotency").set({ status, answer: body }), request).where("status", "is", null);
  return (await update.executeTakeFirst()).numUpdatedRows === 1n;
}

type Keyed<T> = { readonly where: (column: "principal" | "key", is: "=", value: string) => T };

function mine<T extends Keyed<T>>(query: T, { principal, key }: RepeatableRequest): T {
  return query.where("principal", "=", principal).where("key", "=", key);
}

/** The answer of an earlier request; undefined for whoever has to find it. */
async function begin(db: Database, request: RepeatableRequest): Promise<KeptAnswer | undefined> {
  const { principal, key } = request;
  const digest = digestOf(request);
  const working_until = sql<Date>`now() + make_interval(secs => ${PATIENCE})`;
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("idempotency")
    .values({ principal, key, request: digest, working_until })
    .onConflict((conflict) =>
      conflict
        .columns(["principal", "key"])
        .doUpdateSet({ working_until })
        .where("idempotency.request", "=", digest)
        .where("idempotency.status", "is", null)
        .where("idempotency.working_until", "<", sql<Date>`now()`),
    )
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 1n) return undefined;
  const row = await mine(
    db.selectFrom("idempotency").select(["request", "status", "answer"]),
    request,
  ).executeTakeFirst();
  if (row !== undefined && !row.request.equals(digest))
    throw new CountersignError("web.idempotency", "another request had this Idempotency-Key");
  if (row === undefined || row.status === null)
    throw new CountersignError("web.in-progress", "the first request with this Idempotency-Key is still at work");
  return { status: row.status, body: row.answer ?? "" };
}

function digestOf({ method, path, body }: RepeatableRequest): Buffer {
  return createHash("sha256").update(`${method} ${path}\0`).update(body).digest();
}
