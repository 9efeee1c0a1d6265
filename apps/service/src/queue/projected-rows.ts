import { askedBy, proposalKey } from "@countersign/core";
import type { Packet } from "@countersign/core";
import type { Insertable } from "kysely";
import type { Queries } from "../store/database.ts";
import { conversationKey, pausesFor } from "./blocking.ts";
import { changeRow } from "./change-row.ts";
import type { QueueEvent } from "./event.ts";
import { moveEvents, movesTo, taskEvents } from "./log-events.ts";
import type { LogIndex } from "./log-index.ts";
import type { ServiceLevel } from "./service-level.ts";
import type { ChangeTable, DecisionTable, MoveTable, TaskTable } from "./table.ts";
import { taskHistories } from "./task-history.ts";
import { taskRow } from "./task-row.ts";

/** Rows of some changes with everything that belongs to them, and what happened. */
export type ProjectedRows = {
  readonly changes: readonly Insertable<ChangeTable>[];
  readonly tasks: readonly Insertable<TaskTable>[];
  readonly moves: readonly Insertable<MoveTable>[];
  readonly decisions: readonly Insertable<DecisionTable>[];
  readonly events: readonly QueueEvent[];
};

/** What rows are made of: `since` is the number of leaves that were projected before. */
export type RowFacts = {
  readonly index: LogIndex;
  readonly packets: ReadonlyMap<string, Packet | undefined>;
  readonly levels: readonly ServiceLevel[];
  readonly now: number;
  readonly at: (leaf: number) => number;
  readonly since: number;
  readonly ids: readonly string[];
};

/** The rows of some changes. Of what is kept in SQL only the conversation has a part in them. */
export async function planRows(db: Queries, facts: RowFacts): Promise<ProjectedRows> {
  const { index, at, since, ids } = facts;
  const wanted = new Set(ids);
  const logged = ids.flatMap((id) => index.newest.get(id) ?? []);
  const pauses = await pausesFor(db, [...new Set(logged.map(({ record }) => proposalKey(record)))]);
  const made = logged.map((one) => rowsOf(facts, one, pauses));
  const tasks = made.flatMap((one) => one.tasks);
  const moves = movesTo(index, wanted);
  const decisions = decisionsAbout(index, wanted);
  return {
    changes: made.map(({ change }) => change),
    tasks,
    moves: moves.map(({ leaf, proposal_key, change }) => ({ leaf, proposal_key, change })),
    decisions,
    events: [
      ...moveEvents(
        moves.filter(({ leaf }) => leaf >= since),
        at,
      ),
      ...decisionEvents(
        decisions.filter(({ leaf }) => leaf >= since),
        at,
      ),
      ...taskEvents(tasks),
    ],
  };
}

type Logged = NonNullable<ReturnType<LogIndex["newest"]["get"]>>;

function rowsOf(
  { index, packets, levels, now, at }: RowFacts,
  logged: Logged,
  pauses: Awaited<ReturnType<typeof pausesFor>>,
): { readonly change: Insertable<ChangeTable>; readonly tasks: readonly Insertable<TaskTable>[] } {
  const { record } = logged;
  const packet = packets.get(record.change);
  // Without its packet a change is in any class: everybody is asked rather than nobody.
  const facts = { asked: packet === undefined ? {} : askedBy(packet), at, now };
  const change = changeRow(index, logged, packet, facts);
  const key = proposalKey(record);
  const tasks = taskHistories(index, record, facts).map((history) => {
    const own = pauses.get(conversationKey(key, history.role)) ?? [];
    return taskRow(index.contents, record, history, { risk: change.risk, levels, pauses: own });
  });
  return { change, tasks };
}

function decisionsAbout({ newest, reviews }: LogIndex, ids: ReadonlySet<string>): readonly Insertable<DecisionTable>[] {
  const digests = new Set([...ids].flatMap((id) => newest.get(id)?.record.changeDigest ?? []));
  return [...digests]
    .flatMap((digest) => reviews.get(digest) ?? [])
    .filter(({ record }) => ids.has(record.change))
    .map(({ leaf, id, record }) => ({
      leaf,
      id,
      change: record.change,
      digest: record.changeDigest,
      role: record.role,
      person: record.reviewer.person,
      organisation: record.reviewer.organisation,
      decision: record.decision,
    }));
}

function decisionEvents(
  decisions: readonly Insertable<DecisionTable>[],
  at: (leaf: number) => number,
): readonly QueueEvent[] {
  return decisions.map(({ leaf, id, change, role, person, decision }) => ({
    key: `decision.logged:${id}`,
    kind: "decision.logged",
    change,
    role,
    person,
    at: new Date(at(leaf)),
    data: { leaf, decision },
  }));
}
