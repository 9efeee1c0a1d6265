import type { LogContents } from "@countersign/core";
import type { Insertable } from "kysely";
import type { QueueEvent } from "./event.ts";
import type { LogIndex } from "./log-index.ts";
import type { MoveTable, TaskTable } from "./table.ts";

/** Every move of the proposals of some changes to one of them, in the order of the log. */
export function movesTo(
  index: LogIndex,
  changes: ReadonlySet<string>,
): readonly (Insertable<MoveTable> & { readonly from?: string })[] {
  const keys = new Set([...changes].flatMap((id) => index.proposals.get(id) ?? []));
  return [...keys].flatMap((key) => {
    const records = index.byProposal.get(key) ?? [];
    return records.flatMap(({ leaf, record }, at) => {
      const from = records[at - 1]?.record.change;
      if (record.change === from || !changes.has(record.change)) return [];
      return [{ leaf, proposal_key: key, change: record.change, ...(from === undefined ? {} : { from }) }];
    });
  });
}

/** What moves make happen, at the times of their leaves. */
export function moveEvents(moves: ReturnType<typeof movesTo>, at: (leaf: number) => number): readonly QueueEvent[] {
  return moves.flatMap(({ leaf, change, from }): readonly QueueEvent[] => {
    const when = new Date(at(leaf));
    const captured = {
      key: `change.captured:${change}:${leaf}`,
      kind: "change.captured",
      change,
      at: when,
      data: { leaf },
    } as const;
    if (from === undefined) return [captured];
    return [
      {
        key: `change.superseded:${from}:${leaf}`,
        kind: "change.superseded",
        change: from,
        at: when,
        data: { leaf, by: change },
      },
      captured,
    ];
  });
}

/** Incidents that were logged from a leaf on: of what landed, was rewound, or was reported by hand. */
export function incidentEvents(
  { incidents }: LogContents,
  from: number,
  at: (leaf: number) => number,
): readonly QueueEvent[] {
  return incidents
    .filter(({ leaf }) => leaf >= from)
    .map(({ leaf, record: { about, code, status } }) => ({
      key: `incident.${status}:${leaf}`,
      kind: `incident.${status}`,
      ...("change" in about ? { change: about.change } : {}),
      at: new Date(at(leaf)),
      data: { leaf, code },
    }));
}

/** What tasks tell by the state in which they are: that they wait, or what was decided. */
export function taskEvents(tasks: readonly Insertable<TaskTable>[]): readonly QueueEvent[] {
  return tasks.flatMap(
    ({ change, role, state, said, opened, opened_leaf, decided, decided_leaf }): readonly QueueEvent[] => {
      if (state === "open")
        return [{ key: `task.opened:${change}:${role}:${opened_leaf}`, kind: "task.opened", change, role, at: opened }];
      if (state !== "decided" || decided === null || typeof said !== "string") return [];
      return [
        {
          key: `task.decided:${change}:${role}:${decided_leaf}`,
          kind: "task.decided",
          change,
          role,
          at: decided ?? opened,
          data: { said },
        },
      ];
    },
  );
}
