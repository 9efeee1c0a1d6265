import type { Envelope } from "@countersign/attest";
import { AttestError } from "@countersign/attest";
import { CountersignError, beginAppend, evidenceAt } from "@countersign/core";
import type { Appended, Kind, LogParts, Publication } from "@countersign/core";
import { contentsOf, keepVerdict, submissionOf } from "@countersign/home";
import type { Alarm, OpenedHome, SharedHome } from "@countersign/home";
import { LogError } from "@countersign/tlog";
import { envelopeAt, requireSignedAsLogged } from "./present-signed.ts";

/** A record that has its place: durable, and published once `waitingFor` is empty. */
export type Accepted = Appended & {
  readonly kind: Kind;
  /** What the leaf commits to together with the envelope, so that whoever handed it in can verify that it stands there. */
  readonly salt: Uint8Array;
  readonly waitingFor: readonly string[];
  readonly alarms: readonly Alarm[];
};

/** Records that come in one by one and are logged together. */
export type RecordQueue = {
  /** Answers when the record is durable and witnesses were asked; rejects with the code of what the log's readers would refuse. */
  readonly submit: (envelope: Envelope) => Promise<Accepted>;
};

/** Records of one append. More of them wait for the next one. */
const MOST_AT_ONCE = 256;

type Waiting = {
  readonly envelope: Envelope;
  readonly resolve: (accepted: Accepted) => void;
  readonly reject: (error: unknown) => void;
};

/** Begins a queue: one append is at work at a time, and what comes in meanwhile makes up the next one. */
export function recordQueue(home: SharedHome): RecordQueue {
  const waiting: Waiting[] = [];
  let atWork = false;
  const work = async () => {
    if (atWork) return;
    atWork = true;
    while (waiting.length > 0) await logTogether(home, waiting.splice(0, MOST_AT_ONCE));
    atWork = false;
  };
  return {
    submit: (envelope) =>
      new Promise((resolve, reject) => {
        waiting.push({ envelope, resolve, reject });
        void work();
      }),
  };
}

type Outcome = Waiting & { readonly placed: Omit<Accepted, "salt" | "waitingFor"> };

async function logTogether(home: SharedHome, batch: readonly Waiting[]): Promise<void> {
  try {
    const logged = await home.work((opened) => logBatch(opened, batch));
    for (const { placed, resolve, reject } of logged.outcomes) {
      if (logged.failure === undefined) resolve({ ...placed, ...(await saltOf(logged, placed.index)) });
      else reject(logged.failure);
    }
  } catch (error) {
    // Who was answered already hears no second answer.
    for (const { reject } of batch) reject(error);
  }
}

type LoggedBatch = {
  readonly parts: LogParts;
  readonly outcomes: readonly Outcome[];
  readonly publication?: Publication;
  readonly failure?: unknown;
};

async function logBatch(opened: OpenedHome, batch: readonly Waiting[]): Promise<LoggedBatch> {
  const { parts, own } = opened;
  if (own === undefined) throw new CountersignError("policy.missing", "the log has no policy yet");
  const appending = await beginAppend(parts, own);
  const outcomes: Outcome[] = [];
  // What has a place since this append began has no evidence yet that could be read.
  const begun = new Map<string, Envelope>();
  for (const waiting of batch) {
    try {
      const { kind, id, records, alarms, verdict } = await submissionOf(opened, waiting.envelope);
      const logged = begun.get(id) ?? (await loggedBefore(opened, own.placeOf(id)));
      if (logged !== undefined) requireSignedAsLogged({ kind, handedIn: waiting.envelope, logged }, policiesOf(opened));
      if (verdict !== undefined) await keepVerdict(opened, verdict);
      const [first] = records.map(appending.place);
      if (logged === undefined) begun.set(id, waiting.envelope);
      if (first !== undefined) outcomes.push({ ...waiting, placed: { ...first, kind, alarms } });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      waiting.reject(error);
    }
  }
  try {
    return { parts, outcomes, publication: await appending.finish() };
  } catch (error) {
    // The records have their places; what stops the log is for people to look into, and not to be read again for each record.
    if (!(error instanceof CountersignError) || !STOPPED.has(error.code)) throw error;
    return { parts, outcomes, failure: error };
  }
}

async function loggedBefore({ parts }: OpenedHome, index: number | undefined): Promise<Envelope | undefined> {
  return index === undefined ? undefined : envelopeAt(parts, index);
}

const policiesOf = (opened: OpenedHome) => contentsOf(opened).policies.map(({ policy }) => policy);

const STOPPED: ReadonlySet<string> = new Set(["log.behind-witness", "log.fork"]);

/** Whether an error is about the record that was handed in, and not about us. */
function isRefusal(error: unknown): boolean {
  if (error instanceof AttestError || error instanceof LogError) return true;
  return error instanceof CountersignError && !/^(?:files|internal|keys|state)\./.test(error.code);
}

async function saltOf(
  { parts, publication }: LoggedBatch,
  index: number,
): Promise<Pick<Accepted, "salt" | "waitingFor">> {
  const { salt } = await evidenceAt(parts, index);
  const published = publication !== undefined && index < publication.published;
  return { salt, waitingFor: published ? [] : (publication?.waitingFor ?? []) };
}
