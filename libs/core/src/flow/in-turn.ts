/** Tasks one after another, in the order in which they came. */
export type InTurn = {
  /** Runs a task when those before it have ended, however they did. */
  readonly run: <T>(task: () => Promise<T>) => Promise<T>;
  /** How many have not ended. */
  readonly waiting: () => number;
  /** Ends with the last task that came in. */
  readonly idle: () => Promise<void>;
};

/** Nothing is at work. */
export function inTurn(): InTurn {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(task) {
      waiting += 1;
      const answer = last.then(task).finally(() => (waiting -= 1));
      last = answer.catch(() => undefined);
      return answer;
    },
    waiting: () => waiting,
    idle: async () => void (await last),
  };
}
