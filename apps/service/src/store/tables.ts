import type { NotifyTables } from "../notify/table.ts";
import type { QueueTables } from "../queue/table.ts";
import type { WorkTable } from "../work/table.ts";

/** The tables of the service, by name; migrations/ makes them. Whatever the log says can be read from it again. */
export type Tables = QueueTables &
  NotifyTables & {
    readonly work: WorkTable;
  };
