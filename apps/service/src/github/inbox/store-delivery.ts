import { CountersignError } from "@countersign/core";
import type { Database } from "../../store/database.ts";
import type { WorkKey } from "../../work/work.ts";
import { requestWork } from "../../work/work.ts";
import type { Delivery } from "./delivery.ts";

/** Work that reads a delivery and asks for what follows from it; its key is the delivery's id. */
export const GITHUB_EVENT = "github-event";

/**
 * Keeps a delivery and asks that it be processed, in one transaction; the work to wake for, or undefined where it was processed before.
 * `webhook.duplicate-id` where another one came under its id (attack G3); `webhook.not-kept` where nothing could be written, so that GitHub
 * records a failure (attack G5).
 */
export async function storeDelivery(db: Database, delivery: Delivery): Promise<WorkKey | undefined> {
  try {
    return await db.transaction().execute((one) => keep(one, delivery));
  } catch (error) {
    if (error instanceof CountersignError && error.code === "webhook.duplicate-id") throw error;
    throw new CountersignError("webhook.not-kept", "the delivery could not be kept", { cause: error });
  }
}

async function keep(one: Database, { id, event, kept, body, secret }: Delivery): Promise<WorkKey | undefined> {
  const work = { kind: GITHUB_EVENT, key: id };
  const bytes = Buffer.from(body);
  const { numInsertedOrUpdatedRows } = await one
    .insertInto("github_delivery")
    .values({ id, event, headers: JSON.stringify(kept), body: bytes, secret })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) {
    const row = await one
      .selectFrom("github_delivery")
      .select(["event", "body", "processed"])
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    if (row.event !== event || !bytes.equals(row.body))
      throw new CountersignError("webhook.duplicate-id", "another delivery came under this id");
    if (row.processed !== null) return undefined;
  }
  await requestWork(one, work);
  return work;
}
