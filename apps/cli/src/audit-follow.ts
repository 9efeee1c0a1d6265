import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { readGrammar } from "@countersign/adapters/grammars";
import { lineSink, mailSink, webhookSink } from "@countersign/adapters/alarm";
import { followedRepository, isRemote, parseFollowed } from "@countersign/adapters/git";
import { openMonitorFolder } from "@countersign/adapters/monitor";
import type { MonitorFolder } from "@countersign/adapters/monitor";
import { systemClock } from "@countersign/adapters/time";
import { CountersignError, graceFor, isQuiet, openMonitor, statusJson, watchLog } from "@countersign/core";
import type { AlarmEvent, AlarmSink, FollowedRepository, Monitor, MonitorStatus, Root } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { parseInterval } from "./audit-follow-options.ts";
import { classifyWith } from "@countersign/reviewers/pinned";
import type { Invocation, Outcome } from "./command.ts";
import { followedLog } from "./followed-log.ts";
import { eventLine, statusText } from "./monitor-text.ts";
import { refuseInsideRepository } from "./outside-repository.ts";
import { newerCheckpoint, newerJson, newerText } from "./newer-checkpoint.ts";
import type { NewerCheckpoint } from "./newer-checkpoint.ts";
import { readRoot } from "./pinned-root.ts";
import { requestSigner } from "./request-signing.ts";
import { verdictFolder, verdictsIn } from "./receipt-findings.ts";

/** Seconds between two looks. */
const EVERY = "PT1M";

/** `audit --follow`: looks again and again until it is told to stop, and ends by whether an alarm stands then. */
export async function followLog(invocation: Invocation): Promise<Outcome> {
  const { given, value, values, terminal } = invocation;
  const every = parseInterval("every", value("every") ?? EVERY);
  const root = await readRoot(invocation.required("root"));
  const dir = stateFor(value("state"), given("once"));
  await using folder = await openMonitorFolder(dir);
  const stop = invocation.stopping();
  const grace = given("once") ? 0 : graceFor(every);
  const monitor = await monitorOf(invocation, root, folder, dir, grace);
  await monitor.acknowledge(values("acknowledge"));
  for (;;) {
    await monitor.turn();
    for (const { sink, events, error } of monitor.status().waiting)
      terminal.note(`${events} events wait for ${sink}${error === undefined ? "" : `: ${error}`}`);
    if (given("once") || stop.aborted) break;
    await wait(every * 1000, undefined, { signal: stop }).catch(() => {});
  }
  const status = monitor.status();
  const { origin, checkpoint } = status;
  const read = { origin, size: checkpoint?.size ?? 0 };
  return outcomeOf(status, await newerCheckpoint(invocation.required("log"), read), invocation);
}

/** Going on without a folder would forget everything at the end: `usage.missing`. */
function stateFor(state: string | undefined, once: boolean): string | undefined {
  if (state !== undefined || once) return state;
  throw new CountersignError("usage.missing", "--follow needs --state DIR, or --once");
}

async function monitorOf(
  invocation: Invocation,
  root: Root,
  folder: MonitorFolder,
  dir: string | undefined,
  grace: number,
): Promise<Monitor> {
  const { value, required, home } = invocation;
  const place = required("log");
  const source = await followedLog(place, root, () => askingSigner(invocation));
  const verdicts = await verdictFolder(resolve(place), value("verdicts"));
  const late = value("late");
  const trusted = [required("root"), ...(dir === undefined ? [] : [dir])];
  return openMonitor({
    crypto: nodeCrypto,
    origin: root.log.origin,
    log: (seen) => watchLog(nodeCrypto, root, source, seen),
    repositories: await repositoriesOf(invocation, folder, trusted, home.env["PATH"] ?? ""),
    sinks: sinksOf(invocation),
    files: folder.files,
    classify: classifyWith(readGrammar),
    now: systemClock().now,
    grace,
    ...(verdicts === undefined ? {} : { verdicts: () => verdictsIn(verdicts) }),
    ...(late === undefined ? {} : { lateAfter: parseInterval("late", late) }),
  });
}

/** A server gives evidence to those whom the policy lists; a reader without any reads nothing. */
async function askingSigner(invocation: Invocation) {
  const sign = await requestSigner(invocation);
  if (sign !== undefined) return sign;
  throw new CountersignError("usage.missing", "a log behind a URL needs a key that the policy lists: --key FILE");
}

async function repositoriesOf(
  { values }: Invocation,
  folder: MonitorFolder,
  trusted: readonly string[],
  searchPath: string,
) {
  const followed = values("repo").map(parseFollowed);
  const twice = followed.find(({ id }, at) => followed.findIndex((one) => one.id === id) < at);
  if (twice !== undefined) throw new CountersignError("usage.followed", `${twice.id} is named twice`);
  const found = followed.map(
    ({ id, place }) => [id, checkedRepository(place, folder.mirror(id), trusted, searchPath)] as const,
  );
  for (const { place } of followed) await checkPlace(place, trusted).catch(unlessUnreadable);
  return new Map(found);
}

/** What a repository holds never says what to trust, also when it was not there at the beginning. */
function checkedRepository(
  place: string,
  mirror: string,
  trusted: readonly string[],
  searchPath: string,
): FollowedRepository {
  const followed = followedRepository({ place, mirror, searchPath });
  return {
    ...followed,
    async fetch(refs, oldDefects) {
      await checkPlace(place, trusted);
      return followed.fetch(refs, oldDefects);
    },
  };
}

async function checkPlace(place: string, trusted: readonly string[]): Promise<void> {
  if (!isRemote(place)) await refuseInsideRepository(place, trusted);
}

/** A repository that cannot be read is an alarm, and no reason not to look at anything else. */
function unlessUnreadable(error: unknown): void {
  if (!(error instanceof CountersignError) || !error.code.startsWith("git.")) throw error;
}

function sinksOf({ given, value, values, print, terminal }: Invocation): readonly AlarmSink[] {
  const smtp = value("smtp");
  const from = value("from");
  const mails = values("mail").map((to) => {
    if (smtp === undefined) throw new CountersignError("usage.missing", "--mail needs the mail server: --smtp URL");
    return mailSink({ to, smtp, ...(from === undefined ? {} : { from }) });
  });
  const people: AlarmSink = {
    name: "lines",
    tell: (event: AlarmEvent) => print(`${eventLine(event, terminal)}\n`),
  };
  return [given("json") ? lineSink(print) : people, ...values("webhook").map((url) => webhookSink(url)), ...mails];
}

/** With `--json` the last line is the status, `ok` when nothing stands that nobody acknowledged, and everything could be read. */
function outcomeOf(
  status: MonitorStatus,
  newer: NewerCheckpoint | undefined,
  { given, terminal }: Invocation,
): Outcome {
  const json = { ...statusJson(status), newer: newerJson(newer) };
  const note = newerText(newer, status.checkpoint?.size ?? 0);
  const line = new TextEncoder().encode(`${JSON.stringify({ event: "status", ...json })}\n`);
  return {
    json,
    text: [statusText(status, terminal), ...(note === "" ? [] : [`  ${note}`])].join("\n"),
    ...(given("json") ? { raw: line } : {}),
    ...(isQuiet(status) ? {} : { code: "monitor.alarms" }),
  };
}
