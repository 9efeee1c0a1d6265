import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CHECKPOINT, SEQUENCE } from "@countersign/core";
import { sql } from "kysely";
import { z } from "zod";
import type { HandedIn } from "./client.testing.ts";
import type { Stage } from "./stage.testing.ts";

/** What is at work just before a fault. */
export async function goingOn({ db }: Stage, { inFlight }: HandedIn): Promise<readonly string[]> {
  const requests = inFlight > 0 ? ["request"] : [];
  try {
    const rows = await db
      .selectFrom("work")
      .select("kind")
      .where("leased_until", ">", sql<Date>`now()`)
      .execute();
    return [...requests, ...(rows.length === 0 ? ["idle"] : new Set(rows.map(({ kind }) => kind)))];
  } catch {
    return [...requests, "database away"];
  }
}

/** Whether records have places in the log and are not published, just after a fault. */
export async function appendCutOff({ home }: Stage): Promise<readonly string[]> {
  try {
    const { from, leaves } = sequence.parse(JSON.parse(await readFile(join(home.dir, SEQUENCE), "utf8")));
    const [, size] = (await readFile(join(home.dir, CHECKPOINT), "utf8")).split("\n");
    return from + leaves.length > Number(size) ? ["append"] : [];
  } catch {
    return [];
  }
}

const sequence = z.object({ from: z.int(), leaves: z.array(z.string()) });
