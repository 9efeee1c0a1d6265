import { CountersignError } from "@countersign/core";
import type { ChangeRecord, LogContents, Packet } from "@countersign/core";
import { contentsOf, keptPacket, leafTimes } from "@countersign/home";
import type { SharedHome } from "@countersign/home";

/** The log of a home as it is now, with what is needed of the home beside it. */
export type LogSight = {
  readonly contents: LogContents;
  /** The packet of a change; undefined where it is lost or is not what the record names. */
  readonly packet: (record: ChangeRecord) => Promise<Packet | undefined>;
  /** When each leaf from one on was written, in milliseconds since the epoch. */
  readonly times: (from: number) => Promise<readonly number[]>;
};

/** Looks at the log, with everything that others appended; undefined before it has a policy. */
export function lookAtLog(home: SharedHome): Promise<LogSight | undefined> {
  return home.work(async (opened) => {
    if (opened.own === undefined) return undefined;
    // Files that are named by their content need no lock.
    return {
      contents: contentsOf(opened),
      packet: (record) => keptPacket(opened, record).catch(lostPacket),
      times: (from) => leafTimes(opened, from),
    };
  });
}

/** A damaged packet is no packet: the change then has the highest risk, and everybody is asked. */
function lostPacket(error: unknown): undefined {
  if (error instanceof CountersignError && /^(?:packet|files|statement|limit)\./.test(error.code)) return undefined;
  throw error;
}
