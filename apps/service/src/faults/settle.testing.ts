import { setTimeout } from "node:timers/promises";
import { contentsBeside } from "@countersign/home";
import { lastTip } from "../capture/ref-moves.ts";
import { PROJECT } from "../queue/asked-work.ts";
import type { Pushed } from "./pushing.testing.ts";
import { FEED, MAIN } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

/** Waits until nothing is left to do, for so many milliseconds at most. Answers what was left, nothing where all was done. */
export async function settle(stage: Stage, pushed: Pushed, patience: number): Promise<readonly string[]> {
  let left: readonly string[] = ["everything"];
  for (const end = Date.now() + patience; left.length > 0 && Date.now() < end; await setTimeout(250))
    left = await leftToDo(stage, pushed).catch((error: unknown) => [String(error)]);
  return left;
}

async function leftToDo({ db, shared, history }: Stage, { proposals }: Pushed): Promise<readonly string[]> {
  const { changes, size } = await contentsBeside(shared);
  const heads = new Set(changes.map(({ record }) => record.head.gitCommit as string));
  const missing = proposals.filter((head) => !heads.has(head)).length;
  const work = await db.selectFrom("work").select(["kind", "parked"]).execute();
  const projected = await db.selectFrom("projection").select("size").where("key", "=", PROJECT.key).executeTakeFirst();
  const waiting = await db.selectFrom("delivery").select("id").where("state", "=", "waiting").execute();
  const newest = await db
    .selectFrom("event")
    .select(({ fn }) => fn.max("id").as("id"))
    .executeTakeFirst();
  const place = await db.selectFrom("delivery_place").select("event").executeTakeFirst();
  return [
    ...(missing > 0 ? [`${missing} proposals to capture`] : []),
    ...((await lastTip(db, FEED, MAIN)) === history.id(MAIN) ? [] : ["the protected ref"]),
    ...(projected?.size === size ? [] : ["the projection"]),
    ...(waiting.length > 0 ? [`${waiting.length} messages`] : []),
    ...((newest?.id ?? "0") === (place?.event ?? "0") ? [] : ["events to tell"]),
    ...work.map(({ kind, parked }) => `${parked === null ? "" : "parked "}${kind}`),
  ];
}
