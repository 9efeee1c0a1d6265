import type { ServiceParts } from "../http/service-app.ts";
import type { NotifyParts } from "../notify/deliver.ts";
import type { AppParts } from "../github/open-github.ts";
import type { InboxEvents } from "../github/inbox/receive.ts";
import type { ReconcileParts } from "../capture/look.ts";
import type { WakerEvents } from "../work/waker.ts";
import type { WorkerOptions } from "../work/worker.ts";
import { eventLines, jsonLines } from "../events.ts";
import type { Events } from "../events.ts";
import type { ProcessEvents } from "../keep-process.ts";

/** Everything that the processes of the service report: ids, codes and counts. */
export type ServiceEvents = Events &
  ProcessEvents &
  ServiceParts["events"] &
  WorkerOptions["events"] &
  WakerEvents &
  ReconcileParts["events"] &
  InboxEvents &
  AppParts["events"] & {
    readonly untold: NotifyParts["untold"];
    /** Why the public page shows an earlier copy of itself. */
    readonly publicUnread: (code: string, detail: string) => void;
  };

/** Milliseconds from which on work is told of: looks that find nothing come every few seconds. */
const LONG = 1_000;

/** These events as lines of JSON. `now` is in POSIX seconds. */
export function serviceEventLines(write: (line: string) => void, now: () => number): ServiceEvents {
  const line = jsonLines(write, now);
  const common = eventLines(write, now);
  return {
    ...common,
    started: (name, pid) => line("started", { name, pid }),
    ended: (name, how) => line("ended", { name, how }),
    answered: (status, route, milliseconds) => line("answered", { status, route, milliseconds }),
    worked(kind, key, milliseconds) {
      if (milliseconds >= LONG) line("worked", { kind, key, milliseconds });
    },
    workFailed(kind, key, code, what, error) {
      line("work-failed", { kind, key, code, what });
      if (code.startsWith("internal.")) common.failed(error);
    },
    wakerAway: (what) => line("waker-away", { what }),
    wakerBack: () => line("waker-back", {}),
    captured: (repository, change, leaf) => line("captured", { repository, change, leaf }),
    landedUnreviewed: (repository, ref, commit) => line("landed-unreviewed", { repository, ref, commit }),
    refRewound: (repository, ref) => line("ref-rewound", { repository, ref }),
    notCaptured: (repository, code) => line("not-captured", { repository, code }),
    delivered: (delivery, event, secret) => line("delivered", { delivery, event, secret }),
    notUnderstood: (delivery, event, code) => line("not-understood", { delivery, event, code }),
    guardChanged: (repository, subject, aspect, state) => line("guard-changed", { repository, subject, aspect, state }),
    publicUnread: (code, what) => line("public-unread", { code, what }),
    untold: (sink, delivery, code, what) => line("untold", { sink, delivery, code, what }),
  };
}
