import type { Clock } from "@countersign/adapters/time";
import { formatHex } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { addSignatures, answerAddCheckpoint } from "@countersign/tlog";
import type { CheckpointAnswer, VerifierKey } from "@countersign/tlog";
import type { Events } from "./events.ts";
import { keptCheckpoint, readKeptCheckpoint } from "./kept-checkpoint.ts";
import type { KeptCheckpoint } from "./kept-checkpoint.ts";
import { knownLogs, logFolder } from "./witness-folder.ts";
import type { WitnessFolder } from "./witness-folder.ts";

/** A witness at work. */
export type Witness = {
  readonly key: VerifierKey;
  /** Answers the body of an `add-checkpoint` request; a cosignature is given out only when what it says is durable. */
  readonly addCheckpoint: (body: Uint8Array) => Promise<CheckpointAnswer>;
  /** Each log that is known, with the checkpoint that was cosigned last. */
  readonly logs: () => readonly { readonly origin: string; readonly last: KeptCheckpoint | undefined }[];
};

type WitnessedLog = {
  readonly origin: string;
  readonly keys: readonly VerifierKey[];
  last: KeptCheckpoint | undefined;
  /** The writes so far: a later one never overtakes an earlier one. */
  written: Promise<void>;
};

/** Begins to witness the logs that a folder knows. `witness.checkpoint` where what is kept of one was not cosigned here. */
export async function openWitness(kept: WitnessFolder, clock: Clock, events: Events): Promise<Witness> {
  const { folder, key } = kept;
  const logs = new Map<string, WitnessedLog>();
  for (const { origin, keys } of await knownLogs(kept)) {
    const bytes = await folder.get(checkpointPath(origin));
    const last = bytes === undefined ? undefined : readKeptCheckpoint(key, origin, bytes);
    logs.set(origin, { origin, keys, last, written: Promise.resolve() });
  }
  return {
    key,
    logs: () => [...logs.values()].map(({ origin, last }) => ({ origin, last })),
    async addCheckpoint(body) {
      const log = (origin: string) => {
        const known = logs.get(origin);
        return known === undefined ? undefined : { keys: known.keys, last: known.last?.checkpoint };
      };
      const answer = answerAddCheckpoint({ crypto: nodeCrypto, key, now: clock.now(), log }, body);
      if (answer.status === 200) {
        const { origin } = answer.checkpoint;
        await keep(folder, logs.get(origin), keptCheckpoint(key, addSignatures(answer.note, answer.body)));
        events.cosigned(origin, answer.checkpoint.size);
      } else {
        events.refused(answer.status, answer.refused);
        if ("fork" in answer && answer.fork !== undefined) await keepFork(folder, logs, answer.fork, events);
      }
      return answer;
    },
  };
}

/**
 * What is in memory moves on before it is durable, in the same step as the comparison: so nobody is compared with what has
 * been overtaken. Whoever waits gets the answer after their own write, which follows all earlier ones.
 */
async function keep(
  folder: WitnessFolder["folder"],
  log: WitnessedLog | undefined,
  cosigned: KeptCheckpoint,
): Promise<void> {
  if (log === undefined) return;
  log.last = cosigned;
  const write = () => folder.put(checkpointPath(log.origin), new TextEncoder().encode(cosigned.note));
  log.written = log.written.then(write, write);
  await log.written;
}

/** Two checkpoints that the log signed for one size are the proof that it showed two histories, to be shown to everybody. */
async function keepFork(
  folder: WitnessFolder["folder"],
  logs: ReadonlyMap<string, WitnessedLog>,
  note: string,
  events: Events,
): Promise<void> {
  const [origin = ""] = note.split("\n");
  const last = logs.get(origin)?.last;
  if (last === undefined) return;
  const encoder = new TextEncoder();
  const name = formatHex(nodeCrypto.sha256(encoder.encode(note))).slice(0, 32);
  const path = `${logFolder(origin)}/forks/${name}`;
  await folder.put(`${path}/cosigned`, encoder.encode(last.note));
  await folder.put(`${path}/other`, encoder.encode(note));
  events.fork(origin, last.checkpoint.size, `${folder.path}/${path}`);
}

function checkpointPath(origin: string): string {
  return `${logFolder(origin)}/checkpoint`;
}
