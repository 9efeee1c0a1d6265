import { stat } from "node:fs/promises";
import { join } from "node:path";
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
  /**
   * Looks whether others were at work in the home since the last task, and if so reads what they added: then `soFar` and `policy` are of
   * now. Throws what a task throws; who must not answer by what is over lets it.
   */
  readonly catchUp: () => Promise<void>;
};

/** Shares an initialised home; nothing is read before the first task. */
export function shareHome(home: Home): SharedHome {
  let own: OwnLog | undefined;
  let policy: Policy | undefined;
  let before: Promise<unknown> = Promise.resolve();
  let seen: string | undefined;
  let catching: Promise<void> | undefined;
  const once = async <T>(task: (opened: OpenedHome) => Promise<T>): Promise<T> => {
    await using lock = await lockInitialised(home);
    seen = undefined;
    const known = await homeParts(home);
    const root = await pinnedRoot(known);
    own = root === undefined ? undefined : await upToDate(known, root, own);
    policy = own?.policy() ?? policy;
    if (own !== undefined) await republish(known.parts, own);
    const opened = { ...known, ...(root === undefined || own === undefined ? {} : { root, own }) };
    try {
      const answer = await task({ ...opened, [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose]() });
      policy = own?.policy() ?? policy;
      seen = await stampOf(home);
      return answer;
    } catch (error) {
      own = undefined;
      throw error;
    }
  };
  const work = <T>(task: (opened: OpenedHome) => Promise<T>): Promise<T> => {
    const answer = before.then(() => once(task));
    before = answer.catch(() => undefined);
    return answer;
  };
  const look = async () => {
    if (seen === undefined || (await stampOf(home)) !== seen) await work(async () => {});
  };
  return {
    policy: () => policy,
    soFar: () => own?.soFar()?.contents,
    work,
    // Of many who ask at the same time one looks for all.
    catchUp: () => (catching ??= look().finally(() => (catching = undefined))),
  };
}

/** What tells that somebody wrote: files that every append replaces. */
async function stampOf({ dir }: Home): Promise<string> {
  const stamps = await Promise.all(
    ["sequence.json", "log/checkpoint", "awaiting-quorum/checkpoint"].map(async (name) => {
      const found = await stat(join(dir, name), { bigint: true }).catch(() => undefined);
      return found === undefined ? "-" : `${found.ino} ${found.size} ${found.mtimeNs}`;
    }),
  );
  return stamps.join(", ");
}

/** What was read of the log with what came since; read from the first leaf where it is the beginning of another. */
async function upToDate({ parts }: HomeParts, root: Root, own: OwnLog | undefined): Promise<OwnLog> {
  if (own !== undefined && (await followOwnLog(parts, own))) return own;
  return readOwnLog(parts, root);
}
