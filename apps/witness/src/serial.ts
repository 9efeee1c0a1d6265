import { inTurn } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";

/** Tasks about one log, one after another in the order in which they came. */
export type Serial = {
  /** Runs a task when those before it have ended, however they did. `witness.busy` while too many wait. */
  readonly run: <T>(task: () => Promise<T>) => Promise<T>;
  /** Ends with the last task that came in. */
  readonly idle: () => Promise<void>;
};

/** Each may have to wait for a log server; whoever comes later had better come again. */
const MOST_WAITING = 64;

/** Nothing is at work. */
export function serial(): Serial {
  const { run, waiting, idle } = inTurn();
  return {
    async run(task) {
      if (waiting() < MOST_WAITING) return run(task);
      throw new CountersignError("witness.busy", `${waiting()} requests about this log wait already`);
    },
    idle,
  };
}
