import { CountersignError, inTurn } from "@countersign/core";
import type { InTurn } from "@countersign/core";

/** Has work of one name done one after another, while others' goes on beside it. */
export type InTurns = <T>(who: string, work: () => Promise<T>) => Promise<T>;

/**
 * Begins to take turns, so that nobody holds more than one connection of the database, however long what is asked takes it.
 * `limit.busy` for whoever has so many waiting already.
 */
export function inTurns(most: number): InTurns {
  const queues = new Map<string, InTurn>();
  return async (who, work) => {
    const turns = queues.get(who) ?? inTurn();
    if (turns.waiting() >= most) throw new CountersignError("limit.busy", `${turns.waiting()} of your requests wait`);
    queues.set(who, turns);
    try {
      return await turns.run(work);
    } finally {
      if (turns.waiting() === 0) queues.delete(who);
    }
  };
}
