import { CountersignError } from "../error.ts";
import type { LogContents } from "../log/contents.ts";
import { repositoryPart } from "../monitor/alarm.ts";
import type { Alarm } from "../monitor/alarm.ts";
import type { Sight } from "../monitor/compare-alarms.ts";
import type { MonitorState } from "../monitor/monitor-state.ts";
import { unreadable } from "../monitor/unreadable.ts";
import type { LogSight, WatchedLog } from "./watch-log.ts";
import type { WatchedRepository } from "./watch-repository.ts";

/** Looks at the log, oldest first; never empty. */
export type LogSights = [LogSight, ...LogSight[]];

/** The newest look. */
export function lastOf(sights: LogSights): LogSight {
  return sights.at(-1) ?? sights[0];
}

/** What was looked at, and alarms that it could not be. */
export type Look = {
  readonly sight: Sight;
  readonly failures: readonly Alarm[];
  readonly refs: readonly (readonly [string, MonitorState["refs"][string]])[];
};

/** Looks at each repository that is followed, by the newest log; each look at that is added to `sights`. */
export async function lookAtRepositories(
  parts: { readonly log: WatchedLog; readonly repositories: ReadonlyMap<string, WatchedRepository> },
  state: MonitorState,
  sights: LogSights,
): Promise<readonly Look[]> {
  const contents = () => lastOf(sights).reading?.read.contents;
  const looks: Look[] = [];
  for (const [id, repository] of parts.repositories)
    looks.push(
      await lookAt(id, repository, state, contents(), async () => {
        const before = contents();
        sights.push(await parts.log.look());
        return contents() ?? before ?? noLog();
      }),
    );
  return looks;
}

function noLog(): never {
  throw new RangeError("a repository is only looked at by a log that was read");
}

async function lookAt(
  id: string,
  repository: WatchedRepository,
  state: MonitorState,
  log: LogContents | undefined,
  newest: () => Promise<LogContents>,
): Promise<Look> {
  const part = repositoryPart(id);
  const unseen = (failures: readonly Alarm[]): Look => ({ sight: { part, alarms: "unknown" }, failures, refs: [] });
  if (log === undefined) return unseen([]);
  const known = log.policy.policy.repositories.map((one) => one.id);
  if (!known.includes(id)) return unseen([unreadable(part, unknownRepository(id, known))]);
  const remembered = new Map(Object.entries(state.refs[id] ?? {}));
  try {
    const found = await repository.look(log, { refs: remembered, acknowledged: acknowledgedOf(state) }, newest);
    const refs = [[id, Object.fromEntries(found.refs)] as const];
    return { sight: { part, alarms: found.alarms }, failures: [], refs };
  } catch (error) {
    // One repository must not keep a monitor from the others.
    return unseen([unreadable(part, error)]);
  }
}

function unknownRepository(id: string, known: readonly string[]): CountersignError {
  return new CountersignError("policy.repository", `the policy has no repository ${id}`, {
    remedy: `Write the policy's id before the equals sign of --repo: ${known.join(", ")}`,
  });
}

/** Ids of the alarms that somebody took note of. */
export function acknowledgedOf({ standing }: MonitorState): ReadonlySet<string> {
  return new Set(standing.filter(({ acknowledged }) => acknowledged !== undefined).map(({ id }) => id));
}
