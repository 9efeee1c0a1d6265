import { CountersignError } from "@countersign/core";

/** Has work of one name done one after another, while others' goes on beside it. */
export type InTurns = <T>(who: string, work: () => Promise<T>) => Promise<T>;

/**
 * Begins to take turns, so that nobody holds more than one connection of the database, however long what is asked takes it.
 * `limit.busy` for whoever has so many waiting already.
 */
export function inTurns(most: number): InTurns {
  const queues = new Map<string, { readonly last: Promise<unknown>; readonly count: number }>();
  return (who, work) => {
    const { last, count } = queues.get(who) ?? { last: Promise.resolve(), count: 0 };
    if (count >= most) throw new CountersignError("limit.busy", `${count} of your requests wait`);
    const answer = last.then(work);
    const ended = answer.then(leave, leave);
    queues.set(who, { last: ended, count: count + 1 });
    return answer;

    function leave(): void {
      const now = queues.get(who);
      if (now === undefined || now.count === 1) queues.delete(who);
      else queues.set(who, { ...now, count: now.count - 1 });
    }
  };
}
