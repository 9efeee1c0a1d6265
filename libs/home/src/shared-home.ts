import { followOwnLog, readOwnLog, republish } from "@countersign/core";
import type { LogContents, OwnLog, Policy, Root } from "@countersign/core";
import { homeParts, lockInitialised, pinnedRoot } from "./home.ts";
import type { HomeParts, OpenedHome } from "./home.ts";
import type { Home } from "./home-folder.ts";

/** A home in which this process works again and again, beside others: locked for each task alone, its log read once. */
export type SharedHome = {
  /**
   * Runs tasks one after another, each under the lock, with everything in the log that others appended meanwhile. A task
   * that throws may have left the log's reader ahead of the log, so it is read again for the next one.
   */
  readonly work: <T>(task: (opened: OpenedHome) => Promise<T>) => Promise<T>;
  /** What the log says as of the last task, without looking at it again; undefined before the first, and after one that failed. */
  readonly soFar: () => LogContents | undefined;
  /**
   * The newest policy of the log as of the last task, also after one that failed: whoever lost a right must not have it back
   * because something went wrong. Undefined before a policy is logged.
   */
  readonly policy: () => Policy | undefined;
};

/** Shares an initialised home; nothing is read before the first task. */
export function shareHome(home: Home): SharedHome {
  let own: OwnLog | undefined;
  let policy: Policy | undefined;
  let before: Promise<unknown> = Promise.resolve();
  const once = async <T>(task: (opened: OpenedHome) => Promise<T>): Promise<T> => {
    await using lock = await lockInitialised(home);
    const known = await homeParts(home);
    const root = await pinnedRoot(known);
    own = root === undefined ? undefined : await upToDate(known, root, own);
    policy = own?.policy() ?? policy;
    if (own !== undefined) await republish(known.parts, own);
    const opened = { ...known, ...(root === undefined || own === undefined ? {} : { root, own }) };
    try {
      const answer = await task({ ...opened, [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose]() });
      policy = own?.policy() ?? policy;
      return answer;
    } catch (error) {
      own = undefined;
      throw error;
    }
  };
  return {
    policy: () => policy,
    soFar: () => own?.soFar()?.contents,
    work(task) {
      const answer = before.then(() => once(task));
      before = answer.catch(() => undefined);
      return answer;
    },
  };
}

/** What was read of the log with what came since; read from the first leaf where it is the beginning of another. */
async function upToDate({ parts }: HomeParts, root: Root, own: OwnLog | undefined): Promise<OwnLog> {
  if (own !== undefined && (await followOwnLog(parts, own))) return own;
  return readOwnLog(parts, root);
}
