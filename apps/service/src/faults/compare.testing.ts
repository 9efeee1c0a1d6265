import { contentsOf, workInHome } from "@countersign/home";
import type { LogContents } from "@countersign/core";
import { openDatabase } from "../store/database.ts";
import type { Counted } from "./counted.testing.ts";
import { logCounts } from "./log-counts.testing.ts";
import { projectionCounts } from "./projection-counts.testing.ts";
import type { Stage } from "./stage.testing.ts";
import { captureCounts, eventCounts } from "./table-counts.testing.ts";
import type { Truth } from "./truth.testing.ts";

/** Compares log, tables and messages with what was done. The service has ended; `url` is where its database runs now. */
export async function compare(stage: Stage, truth: Truth, url: string): Promise<readonly Counted[]> {
  const log = await logOf(stage);
  const db = openDatabase(url);
  try {
    return [
      ...logCounts(log, truth),
      ...(await captureCounts(db, truth.pushed)),
      ...(await eventCounts(db, log, truth)),
      ...(await projectionCounts(stage, db, url)),
    ];
  } finally {
    await db.destroy();
  }
}

/** The log as it lies in the home, read and verified anew. */
async function logOf({ home }: Stage): Promise<LogContents> {
  await using opened = await workInHome(home);
  return contentsOf(opened);
}
