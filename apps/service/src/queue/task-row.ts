import { isOutdated } from "@countersign/core";
import type { ChangeRecord, LogContents } from "@countersign/core";
import type { Insertable } from "kysely";
import { withinFor } from "./service-level.ts";
import type { ServiceLevel } from "./service-level.ts";
import type { TaskTable } from "./table.ts";
import type { Pause } from "./task-clock.ts";
import type { TaskHistory } from "./task-history.ts";
import { turnOf } from "./turn.ts";

/** The row of a task: what the log says, what is promised, and for how long the author owed answers. */
export function taskRow(
  log: LogContents,
  record: ChangeRecord,
  history: TaskHistory,
  facts: { readonly risk: number; readonly levels: readonly ServiceLevel[]; readonly pauses: readonly Pause[] },
): Insertable<TaskTable> {
  const { role, state, said = null, requirements, people, opened, decided } = history;
  const outdated = isOutdated(log.policies, { ...record, role });
  const within = withinFor(facts.levels, role, facts.risk) ?? null;
  const times = { opened: new Date(opened.at), decided: decided === undefined ? null : new Date(decided.at) };
  return {
    change: record.change,
    role,
    state,
    said,
    requirements: [...requirements],
    people: state === "open" ? [...people] : [],
    urgency: 4 - facts.risk,
    opened_leaf: opened.leaf,
    decided_leaf: decided?.leaf ?? null,
    ...times,
    outdated,
    within,
    ...turnOf({ state, outdated, within, ...times }, facts.pauses),
  };
}
