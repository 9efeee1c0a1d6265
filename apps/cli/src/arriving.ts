import { fetchCommits } from "@countersign/adapters/git";
import type { Mirror, Source } from "@countersign/adapters/git";
import type { Oid } from "@countersign/core/objects";

/** A fetch that began before it was known whether header defects of old commits are tolerated; it tolerates none. */
export type Arriving = {
  /**
   * Waits until nothing arrives any more. Where no defect is tolerated this was the fetch that is wanted, and what it
   * throws is thrown; else it is ended, and whoever wants the commit fetches it once more.
   */
  readonly settle: (oldDefects: readonly Oid[]) => Promise<void>;
  /** Ends it. */
  readonly stop: () => Promise<void>;
};

/** Begins to fetch a commit into a mirror; git is at work when this is answered. */
export async function beginFetch(mirror: Mirror, source: Source, commit: Oid): Promise<Arriving> {
  const stopped = new AbortController();
  const begun = Promise.withResolvers<void>();
  const fetched = fetchCommits(mirror, source, { wants: [commit], signal: stopped.signal, begun: begun.resolve });
  // Thrown to whoever settles it.
  const ended = fetched.then(
    () => {},
    () => {},
  );
  await Promise.race([begun.promise, ended]);
  const stop = async () => {
    stopped.abort(new Error("nobody waits for the fetch any more"));
    await ended;
  };
  return {
    settle: async (oldDefects) => {
      if (oldDefects.length === 0) await fetched;
      else await stop();
    },
    stop,
  };
}
