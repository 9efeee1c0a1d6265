import { fixedClock } from "@countersign/adapters/time";
import { shareHome } from "@countersign/home";
import { sql } from "kysely";
import { PROJECT } from "../queue/asked-work.ts";
import { projectLog } from "../queue/project-log.ts";
import { projectedRows } from "../queue/projected.testing.ts";
import { openDatabase } from "../store/database.ts";
import type { Database } from "../store/database.ts";
import { migrate } from "../store/migrate.ts";
import { claimWork, requestWork } from "../work/work.ts";
import { same } from "./counted.testing.ts";
import type { Counted } from "./counted.testing.ts";
import type { Stage } from "./stage.testing.ts";

/** The tables of the queue beside those that are made from the log alone. */
export async function projectionCounts(stage: Stage, db: Database, url: string): Promise<readonly Counted[]> {
  await sql`create database afresh`.execute(db);
  const afresh = openDatabase(url.replace("/countersign?", "/afresh?"));
  try {
    await migrate(afresh);
    await requestWork(afresh, PROJECT);
    const claimed = await claimWork(afresh, PROJECT);
    if (claimed === undefined) throw new Error("somebody else projects");
    const clock = fixedClock(Math.floor(Date.now() / 1000));
    const parts = { db: afresh, home: shareHome(stage.home), levels: [], clock };
    await projectLog(parts)(claimed, new AbortController().signal);
    const [kept, made] = [await projectedRows(db), await projectedRows(afresh)];
    return Object.entries(made).map(([table, rows]) => same(`projected again: ${table}`, rows, kept[table] ?? []));
  } finally {
    await afresh.destroy();
  }
}
