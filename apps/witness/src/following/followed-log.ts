import type { Envelope } from "@countersign/attest";
import type { Alarm, Policy, Root } from "@countersign/core";
import type { Unready } from "../answer.ts";
import type { KeptCheckpoint } from "../kept-checkpoint.ts";
import type { MirrorFiles } from "../mirror/mirror-files.ts";
import type { ShownCheckpoint } from "../mirror/published.ts";
import { serial } from "../serial.ts";
import type { Serial } from "../serial.ts";
import { forwarding } from "../withholding/forward.ts";
import { startFollowing } from "./following.ts";
import type { FollowParts, MirroredFrom } from "./following.ts";
import { look } from "./look.ts";
import { forkAlarms } from "./noticed.ts";
import { prepare, settle } from "./prepare.ts";
import { recogniseOwn, takeRecord } from "./take-record.ts";
import type { TakenRecord } from "./take-record.ts";

/** A log that this witness mirrors, with what its organisation handed in for it. */
export type FollowedLog = {
  readonly origin: string;
  readonly root: Root;
  readonly files: MirrorFiles;
  /** What this witness noticed about the log and what stands, forks included. */
  readonly alarms: () => Promise<readonly Alarm[]>;
  /** The newest policy that the mirror has read. */
  readonly policy: () => Policy | undefined;
  /** What the log published with its quorum and the mirror cosigned last. */
  readonly published: () => KeptCheckpoint | undefined;
  /** Runs a task about the log when those before it have ended. `witness.busy`. */
  readonly run: Serial["run"];
  /** Within a task: `prepare`. */
  readonly prepare: (shown: ShownCheckpoint) => Promise<Unready | undefined>;
  /** Within a task: `settle`. */
  readonly settle: (cosigned: KeptCheckpoint) => Promise<void>;
  /** Keeps a record of somebody of this organisation, and hands it on (`takeRecord`, `recogniseOwn`). */
  readonly take: (envelope: Envelope) => Promise<TakenRecord>;
  /** Looks at what the log publishes, and hands on what waits. */
  readonly look: () => Promise<void>;
};

/** Follows a log from what is on disk on. */
export async function followLog(
  parts: FollowParts,
  log: MirroredFrom,
  cosigned: KeptCheckpoint | undefined,
): Promise<FollowedLog> {
  const following = await startFollowing(parts, log, cosigned);
  // A crash may have come before what was cosigned was settled.
  if (cosigned !== undefined) await settle(following, cosigned);
  const { client, handedIn, mirror } = following;
  const { clock, events } = parts;
  const tasks = serial();
  const forwards = forwarding({
    client,
    handedIn,
    clock,
    told: (record, answer) => events.forwarded(log.origin, record, answer),
  });
  return {
    origin: log.origin,
    root: following.root,
    files: following.files,
    alarms: async () => [...following.noticed.alarms(), ...(await forkAlarms(parts.kept.folder, log.origin))],
    policy: () => mirror.reader().policy(),
    published: () => following.published,
    run: tasks.run,
    prepare: (shown) => prepare(following, shown),
    settle: (newest) => settle(following, newest),
    async take(envelope) {
      const recognised = recogniseOwn(following, envelope);
      const taken = await takeRecord(following, recognised, envelope, () => tasks.run(() => look(following)));
      // Whoever handed it in waits until the mirror can prove that it is logged.
      const handOn = async () => {
        if (await forwards.run()) await tasks.run(() => look(following));
      };
      handOn().catch(events.failed);
      return taken;
    },
    async look() {
      await tasks.run(() => look(following));
      await forwards.run();
    },
  };
}
