import { stat } from "node:fs/promises";
import { join } from "node:path";
import {
  AWAITING,
  CHECKPOINT,
  CountersignError,
  SEQUENCE,
  followOwnLog,
  inTurn,
  readOwnLog,
  republish,
} from "@countersign/core";
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
  /**
   * Sees what others wrote since the last task, at the cost of three looks at files where nobody did. Returns at once while
   * a task of this process is at work, which knows everything, since nobody else writes meanwhile; or another process is, and
   * what that writes counts once it is done. Whoever waited here could be what that work itself waits for, as a witness
   * that fetches what it is asked to cosign.
   */
  readonly catchUp: () => Promise<void>;
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
  const turns = inTurn();
  let seen: string | undefined;
  // Set while this process has the home: until it has read the log, and from then on, when nobody else can have written since.
  let reading: Promise<void> | undefined;
  let current = false;
  let looking: Promise<void> | undefined;
  const once = async <T>(at: Home, task: (opened: OpenedHome) => Promise<T>, publishes = true): Promise<T> => {
    await using lock = await lockInitialised(at);
    const read = Promise.withResolvers<void>();
    reading = read.promise;
    try {
      const known = await homeParts(home);
      const root = await pinnedRoot(known);
      own = root === undefined ? undefined : await upToDate(known, root, own);
      policy = own?.policy() ?? policy;
      current = true;
      read.resolve();
      if (own !== undefined && publishes) await republish(known.parts, own);
      const opened = { ...known, ...(root === undefined || own === undefined ? {} : { root, own }) };
      return await attempt(() => task({ ...opened, [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose]() }));
    } finally {
      current = false;
      reading = undefined;
      read.resolve();
    }
  };
  const attempt = async <T>(task: () => Promise<T>): Promise<T> => {
    try {
      const answer = await task();
      policy = own?.policy() ?? policy;
      seen = await stamps(home);
      return answer;
    } catch (error) {
      own = undefined;
      seen = undefined;
      throw error;
    }
  };
  const look = async () => {
    await reading;
    if (current || (await stamps(home)) === seen) return;
    const { patience: _, ...impatient } = home;
    try {
      await once(impatient, async () => {}, false);
    } catch (error) {
      if (!(error instanceof CountersignError) || error.code !== "state.locked") throw error;
      // A task of ours may have been faster.
      await reading;
    }
  };
  return {
    catchUp: () => (looking ??= look().finally(() => (looking = undefined))),
    policy: () => policy,
    soFar: () => own?.soFar()?.contents,
    work: (task) => turns.run(() => once(home, task)),
  };
}

/** What tells that a log was written to: each of these files is replaced whole, by another inode. */
async function stamps({ dir }: Home): Promise<string> {
  const looks = [SEQUENCE, CHECKPOINT, AWAITING].map(async (path) => {
    const found = await stat(join(dir, path), { bigint: true }).catch(() => undefined);
    return found === undefined ? "none" : `${found.ino} ${found.mtimeNs} ${found.size}`;
  });
  return (await Promise.all(looks)).join(", ");
}

/** What was read of the log with what came since; read from the first leaf where it is the beginning of another. */
async function upToDate({ parts }: HomeParts, root: Root, own: OwnLog | undefined): Promise<OwnLog> {
  if (own !== undefined && (await followOwnLog(parts, own))) return own;
  return readOwnLog(parts, root);
}
