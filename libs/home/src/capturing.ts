import { CountersignError, beginAppend, capture } from "@countersign/core";
import type {
  Appended,
  Appending,
  Capture,
  CaptureParts,
  CaptureRequest,
  ChangeRecord,
  Incident,
  LogContents,
} from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf } from "./home.ts";
import type { Placed } from "./logging.ts";
import type { OpenedHome } from "./home.ts";
import { signedByService } from "./service-signing.ts";
import type { SharedHome } from "./shared-home.ts";

/** What capturing runs on: a mirror that has the commits, what analyses a change, and the name of what renders packets. */
export type CapturingParts = Omit<CaptureParts, "crypto">;

/** A change as it was captured, with the packet that its record names. */
export type CapturedRecord = Extract<Capture, { outcome: "captured" }>;

/**
 * One spelling for each account: another one would be another account, and its person would count as a reviewer of their own
 * push (attack B2). Of hosts, the policy knows the accounts of `github`, by number; `usage.pushed-by` for anything else.
 */
export function parsePusher(text: string): string {
  if (/^github:[1-9]\d{0,14}$/.test(text)) return text;
  throw new CountersignError("usage.pushed-by", `${JSON.stringify(text)} is not github:NUMBER, such as github:1001`);
}

/** Captures a change by what the log says; the codes of `capture`. Nothing is logged. */
export async function captureBy(
  parts: CapturingParts,
  log: LogContents,
  request: CaptureRequest,
): Promise<CapturedRecord | Extract<Capture, { outcome: "not-applicable" }>> {
  return capture({ crypto: nodeCrypto, ...parts }, log, request);
}

/** Gives a captured change its place in the log, signed by the service; the packet is durable before. */
export async function logCaptured(opened: OpenedHome, captured: CapturedRecord): Promise<Placed> {
  const appending = await appendingTo(opened);
  const first = await placeCaptured(opened, appending, captured);
  const { waitingFor } = await appending.finish();
  return { first, others: [], waitingFor };
}

/** Something to be captured, and an incident that is logged with it, or alone. */
export type CaptureTask = {
  readonly request?: CaptureRequest;
  /** The change as which it stands in a log already: who was held up does not capture what another captured meanwhile. */
  readonly captured?: (log: LogContents) => Promise<string | undefined>;
  readonly incident?: Incident;
};

/** What came of a task: its place in the log; captured before; nothing in scope; or the code of why it could not be captured. */
export type CaptureOutcome =
  | { readonly outcome: "captured"; readonly record: ChangeRecord; readonly placed: Appended }
  | { readonly outcome: "present"; readonly change: string }
  | { readonly outcome: "nothing" }
  | { readonly outcome: "failed"; readonly error: CountersignError };

/** How often a change is captured again because the log went on, before it is done while nobody else may write. */
const MOST_TRIES = 3;

/**
 * Captures changes while others work in the home, and logs those that could be captured in one append. What a change was
 * captured by may have changed before it is logged (the policy, or the proposal's earlier revisions): then it is captured
 * again. One that fails leaves the others alone; errors that are no `CountersignError`, and those of the log, are thrown.
 */
export async function captureBeside(
  shared: SharedHome,
  parts: CapturingParts,
  tasks: readonly CaptureTask[],
  signal?: AbortSignal,
): Promise<readonly CaptureOutcome[]> {
  if (tasks.every(({ request, incident }) => request === undefined && incident === undefined))
    return tasks.map(() => ({ outcome: "nothing" }));
  for (let tries = 1; ; tries++) {
    const log = await contentsBeside(shared);
    const tried = await attemptAll(parts, log, tasks, signal);
    const outcomes = await shared.work(async (opened) => {
      signal?.throwIfAborted();
      const now = contentsOf(opened);
      const changed = tasks.some(({ request }) => restsOn(log, request) !== restsOn(now, request));
      if (!changed) return logAll(opened, tasks, tried);
      if (tries < MOST_TRIES) return undefined;
      return logAll(opened, tasks, await attemptAll(parts, now, tasks));
    });
    if (outcomes !== undefined) return outcomes;
  }
}

/** What the log of a shared home says now, without waiting for whoever is at work in it. */
export async function contentsBeside(shared: SharedHome): Promise<LogContents> {
  await shared.catchUp();
  return shared.soFar() ?? shared.work(async (opened) => contentsOf(opened));
}

type Tried =
  | Awaited<ReturnType<typeof captureBy>>
  | Extract<CaptureOutcome, { readonly outcome: "failed" | "present" }>;

async function attemptAll(
  parts: CapturingParts,
  log: LogContents,
  tasks: readonly CaptureTask[],
  signal?: AbortSignal,
): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  for (const { request, captured } of tasks) {
    signal?.throwIfAborted();
    const change = await captured?.(log);
    tried.push(change === undefined ? await attempt(parts, log, request) : { outcome: "present", change });
  }
  return tried;
}

async function attempt(parts: CapturingParts, log: LogContents, request?: CaptureRequest): Promise<Tried> {
  if (request === undefined) return { outcome: "not-applicable", excluded: 0 };
  try {
    return await captureBy(parts, log, request);
  } catch (error) {
    if (isAboutCapture(error)) return { outcome: "failed", error };
    throw error;
  }
}

/** Whether an error is about what was to be captured, and not about us. */
export function isAboutCapture(error: unknown): error is CountersignError {
  return error instanceof CountersignError && !/^(?:files|internal|keys|state)\./.test(error.code);
}

/**
 * What of a log a capture rests on, as one comparable text: the policy, and the revisions of its proposal, or the records of the very
 * step. What it says of the base is for people, as of then.
 */
function restsOn(log: LogContents, request: CaptureRequest | undefined): string {
  if (request === undefined) return "";
  const { proposal, repository, ref, base, head } = request;
  const earlier = log.changes.filter(
    ({ record }) =>
      record.proposal === proposal &&
      record.repository.id === repository &&
      record.ref === ref &&
      (proposal !== undefined || (record.base.gitCommit === base && record.head.gitCommit === head)),
  );
  return [log.policy.sha256, ...earlier.map(({ id }) => id)].join(" ");
}

async function logAll(
  opened: OpenedHome,
  tasks: readonly CaptureTask[],
  tried: readonly Tried[],
): Promise<readonly CaptureOutcome[]> {
  const appending = await appendingTo(opened);
  const outcomes: CaptureOutcome[] = [];
  for (const [at, one] of tried.entries()) {
    outcomes.push(await logTried(opened, appending, one));
    const incident = tasks[at]?.incident;
    if (incident !== undefined) placeIncident(opened, appending, incident);
  }
  await appending.finish();
  return outcomes;
}

async function logTried(opened: OpenedHome, appending: Appending, tried: Tried): Promise<CaptureOutcome> {
  if (tried.outcome === "failed" || tried.outcome === "present") return tried;
  if (tried.outcome === "not-applicable") return { outcome: "nothing" };
  const placed = await placeCaptured(opened, appending, tried);
  return { outcome: "captured", record: tried.record, placed };
}

async function placeCaptured(
  opened: OpenedHome,
  appending: Appending,
  { record, packet }: CapturedRecord,
): Promise<Appended> {
  const signed = signedByService(opened, "change", record);
  await opened.parts.packets.put(packet);
  return appending.place(signed);
}

/** An incident that was logged once is not logged again, however its text reads by now. */
function placeIncident(opened: OpenedHome, appending: Appending, incident: Incident): void {
  if (contentsOf(opened).incidents.some(({ record: { id } }) => id === incident.id)) return;
  appending.place(signedByService(opened, "incident", incident));
}

function appendingTo({ parts, own }: OpenedHome): Promise<Appending> {
  if (own === undefined) throw new CountersignError("policy.missing", "the home has no log yet");
  return beginAppend(parts, own);
}
