import type { Clock } from "@countersign/adapters/time";
import { formatHex } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { addSignatures, answerAddCheckpoint } from "@countersign/tlog";
import type { CheckpointAnswer, VerifierKey } from "@countersign/tlog";
import { unreadyBy } from "./answer.ts";
import type { Unready, WitnessAnswer } from "./answer.ts";
import type { Events } from "./events.ts";
import { followLog } from "./following/followed-log.ts";
import type { FollowedLog } from "./following/followed-log.ts";
import type { FollowParts } from "./following/following.ts";
import { keptCheckpoint, readKeptCheckpoint } from "./kept-checkpoint.ts";
import type { KeptCheckpoint } from "./kept-checkpoint.ts";
import { knownLogs, logFolder } from "./witness-folder.ts";
import type { WitnessFolder } from "./witness-folder.ts";

/** A log that a witness knows: the checkpoint that it cosigned last, and its mirror, if there is one. */
export type WitnessedLog = {
  readonly origin: string;
  readonly last: KeptCheckpoint | undefined;
  readonly followed: FollowedLog | undefined;
};

/** A witness at work. */
export type Witness = {
  readonly key: VerifierKey;
  /** Answers the body of an `add-checkpoint` request; a cosignature is given out only when what it says is durable. */
  readonly addCheckpoint: (body: Uint8Array) => Promise<WitnessAnswer>;
  readonly logs: () => readonly WitnessedLog[];
};

type Log = {
  readonly origin: string;
  readonly keys: readonly VerifierKey[];
  readonly followed: FollowedLog | undefined;
  last: KeptCheckpoint | undefined;
  /** The writes so far: a later one never overtakes an earlier one. */
  written: Promise<void>;
};

type Cosigning = { readonly kept: WitnessFolder; readonly events: Events; readonly logs: ReadonlyMap<string, Log> };
type Refused = Exclude<CheckpointAnswer, { readonly status: 200 }> | Unready;

/**
 * Begins to witness the logs that a folder knows, and reads its mirrors. `witness.checkpoint` where what is kept of a log was not
 * cosigned here.
 */
export async function openWitness(kept: WitnessFolder, clock: Clock, events: Events): Promise<Witness> {
  const logs = await openLogs(kept, clock, events);
  const cosigning = { kept, events, logs };
  const judge = (body: Uint8Array) => {
    const known = (origin: string) => {
      const log = logs.get(origin);
      return log === undefined ? undefined : { keys: log.keys, last: log.last?.checkpoint };
    };
    return answerAddCheckpoint({ crypto: nodeCrypto, key: kept.key, now: clock.now(), log: known }, body);
  };
  const settled = async (answer: CheckpointAnswer) =>
    answer.status === 200 ? cosigned(cosigning, answer) : refused(cosigning, answer);
  return {
    key: kept.key,
    logs: () => [...logs.values()].map(({ origin, last, followed }) => ({ origin, last, followed })),
    async addCheckpoint(body) {
      const answer = judge(body);
      if (answer.status !== 200) return refused(cosigning, answer);
      const followed = logs.get(answer.checkpoint.origin)?.followed;
      if (followed === undefined) return cosigned(cosigning, answer);
      const prepared = followed.run(async () => {
        const unready = await followed.prepare(answer);
        // Fetching takes its time, and the signature says when: it is made afterwards.
        return unready === undefined ? settled(judge(body)) : refused(cosigning, unready);
      });
      return prepared.catch((error: unknown) => refused(cosigning, unreadyBy(error)));
    },
  };
}

async function openLogs(kept: WitnessFolder, clock: Clock, events: Events): Promise<ReadonlyMap<string, Log>> {
  const logs = new Map<string, Log>();
  const parts: FollowParts = {
    kept,
    clock,
    events,
    fork: (origin, before, other) => keepFork({ kept, events }, origin, before, other),
  };
  for (const { from, ...known } of await knownLogs(kept)) {
    const { origin, keys } = known;
    const bytes = await kept.folder.get(checkpointPath(origin));
    const last = bytes === undefined ? undefined : readKeptCheckpoint(kept.key, origin, bytes);
    const followed = from === undefined ? undefined : await followLog(parts, { ...known, from }, last);
    logs.set(origin, { origin, keys, last, followed, written: Promise.resolve() });
  }
  return logs;
}

async function cosigned(
  { kept, events, logs }: Cosigning,
  answer: Extract<CheckpointAnswer, { readonly status: 200 }>,
): Promise<WitnessAnswer> {
  const { origin, size } = answer.checkpoint;
  const log = logs.get(origin);
  const newest = keptCheckpoint(kept.key, addSignatures(answer.note, answer.body));
  if (log !== undefined) await keep(kept, log, newest);
  await log?.followed?.settle(newest);
  events.cosigned(origin, size);
  return answer;
}

async function refused({ kept, events, logs }: Cosigning, answer: Refused): Promise<WitnessAnswer> {
  const { code, detail } = answer.refused;
  events.refused(answer.status, code, detail);
  if (!("fork" in answer) || answer.fork === undefined) return answer;
  const [origin = ""] = answer.fork.split("\n");
  const last = logs.get(origin)?.last;
  if (last !== undefined) await keepFork({ kept, events }, origin, last.note, answer.fork);
  return answer;
}

/**
 * What is in memory moves on before it is durable, in the same step as the comparison: so nobody is compared with what has
 * been overtaken. Whoever waits gets the answer after their own write, which follows all earlier ones.
 */
async function keep({ folder }: WitnessFolder, log: Log, newest: KeptCheckpoint): Promise<void> {
  log.last = newest;
  const write = () => folder.put(checkpointPath(log.origin), new TextEncoder().encode(newest.note));
  log.written = log.written.then(write, write);
  await log.written;
}

/** Two checkpoints of two histories that the log signed are to be shown to everybody; they are kept and told of once. */
async function keepFork(
  { kept: { folder }, events }: Pick<Cosigning, "kept" | "events">,
  origin: string,
  before: string,
  other: string,
): Promise<void> {
  const encoder = new TextEncoder();
  const name = formatHex(nodeCrypto.sha256(encoder.encode(other))).slice(0, 32);
  const path = `${logFolder(origin)}/forks/${name}`;
  if (await folder.has(`${path}/other`)) return;
  await folder.put(`${path}/cosigned`, encoder.encode(before));
  await folder.put(`${path}/other`, encoder.encode(other));
  const size = Number(before.split("\n")[1]);
  events.fork(origin, size, `${folder.path}/${path}`);
}

function checkpointPath(origin: string): string {
  return `${logFolder(origin)}/checkpoint`;
}
