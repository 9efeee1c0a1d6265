import { join } from "node:path";
import { readGrammar } from "@countersign/adapters/grammars";
import { followedRepository, parseFollowed } from "@countersign/adapters/git";
import { lineSink, mailSink, webhookSink } from "@countersign/adapters/alarm";
import { openMonitorFolder } from "@countersign/adapters/monitor";
import type { MonitorFolder } from "@countersign/adapters/monitor";
import type { Clock } from "@countersign/adapters/time";
import { graceFor, openMonitor, storedLog, watchLog } from "@countersign/core";
import type { AlarmSink, FollowedRepository, Monitor } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import { nodeCrypto } from "@countersign/crypto/node";
import { classifyWith } from "@countersign/reviewers/pinned";
import type { FollowedLog } from "../following/followed-log.ts";
import { storedTile } from "../mirror/stored-tile.ts";
import type { Values } from "../options.ts";

/** What a monitor is told besides the log: repositories by their ids, whom to tell, where git is found. */
export type MonitorOptions = Pick<Values, "repo" | "webhook" | "mail" | "smtp"> & {
  readonly clock: Clock;
  readonly searchPath: string;
  /** Between two looks. */
  readonly seconds: number;
  readonly print: (line: string) => void;
};

/** The monitor of a mirrored log. It reads the mirror as it lies on disk, as an auditor would. */
export type LogMonitor = AsyncDisposable & { readonly monitor: Monitor };

/**
 * Opens the monitor of a log, whose folder is `monitor/` beside the mirror; what the witness noticed itself goes to the same people.
 * Codes: `usage.followed`, `usage.mail`, `usage.smtp`, `usage.webhook`, `usage.missing`, `state.…`.
 */
export async function monitorLog(followed: FollowedLog, options: MonitorOptions): Promise<LogMonitor> {
  const { root, files, alarms } = followed;
  const sinks = sinksOf(options);
  const folder = await openMonitorFolder(join(files.folder.path, "monitor"));
  try {
    const source = storedLog({ files: { get: tolerant(files.folder), put: refuse }, evidence: files.evidence });
    const monitor = await openMonitor({
      crypto: nodeCrypto,
      origin: root.log.origin,
      log: (seen) => watchLog(nodeCrypto, root, source, seen),
      repositories: repositoriesOf(options, folder),
      sinks,
      files: folder.files,
      classify: classifyWith(readGrammar),
      noticed: alarms,
      now: options.clock.now,
      grace: graceFor(options.seconds),
    });
    return { monitor, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

/** A tile may be kept only wider than the published tree asks for. */
function tolerant(folder: FollowedLog["files"]["folder"]) {
  return (path: string, limit?: number) =>
    path.startsWith("log/tile/") ? storedTile(folder, path.slice("log/".length)) : folder.get(path, limit);
}

function refuse(): never {
  throw new CountersignError("files.read-only", "a monitor only reads the mirror");
}

function repositoriesOf({ repo = [], searchPath }: MonitorOptions, folder: MonitorFolder) {
  const followed = repo.map(parseFollowed);
  const twice = followed.find(({ id }, at) => followed.findIndex((one) => one.id === id) < at);
  if (twice !== undefined) throw new CountersignError("usage.followed", `${twice.id} is named twice`);
  return new Map<string, FollowedRepository>(
    followed.map(({ id, place }) => [id, followedRepository({ place, mirror: folder.mirror(id), searchPath })]),
  );
}

function sinksOf({ webhook = [], mail = [], smtp, print }: MonitorOptions): readonly AlarmSink[] {
  const mails = mail.map((to) => {
    if (smtp === undefined) throw new CountersignError("usage.missing", "--mail needs the mail server: --smtp URL");
    return mailSink({ to, smtp });
  });
  return [lineSink(print), ...webhook.map((url) => webhookSink(url)), ...mails];
}
