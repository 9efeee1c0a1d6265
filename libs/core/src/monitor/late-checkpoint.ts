import type { LogContents } from "../log/contents.ts";
import { spellDuration } from "../policy/duration.ts";
import type { Policy } from "../policy/policy.ts";
import { CLOCK_TOLERANCE, formatTime } from "../time.ts";
import { alarm } from "./alarm.ts";
import type { Alarm } from "./alarm.ts";

/** Half of the shortest freshness that an environment asks for, in seconds; undefined where none asks for any. */
function lateAfter({ environments }: Pick<Policy, "environments">): number | undefined {
  const all = environments.flatMap(({ freshness }) => (freshness === undefined ? [] : [freshness]));
  return all.length === 0 ? undefined : Math.floor(Math.min(...all) / 2);
}

/**
 * Whether the newest time that the witnesses vouch for is older than `after` seconds (`monitor.checkpoint-late`), or has not
 * come yet by our clock (`time.future`). A log that stands still and a decision that is withheld look the same.
 */
export function lateCheckpoint(
  { time, size, policy }: Pick<LogContents, "time" | "size" | "policy">,
  now: number,
  after: number | undefined = lateAfter(policy.policy),
): readonly Alarm[] {
  if (time === undefined || after === undefined) return [];
  const about = { part: "log", subject: "checkpoint", at: { size } };
  if (time > now + CLOCK_TOLERANCE)
    return [
      alarm({
        ...about,
        code: "time.future",
        text: `the witnesses vouch for ${formatTime(time)}, which has not come yet`,
      }),
    ];
  if (now - time <= after) return [];
  const text = `the witnesses vouch for ${formatTime(time)} and nothing later; a checkpoint is late after ${spellDuration(after)}`;
  return [alarm({ ...about, code: "monitor.checkpoint-late", text })];
}
