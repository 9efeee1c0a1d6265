import { parseCheckpoint } from "./checkpoint.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { checkConsistency } from "./consistency.ts";
import { cosign } from "./cosignature.ts";
import type { Signer, Verifier } from "./crypto.ts";
import { LogError } from "./error.ts";
import { emptyRoot } from "./hash.ts";
import type { SignerKey, VerifierKey } from "./key.ts";
import { parseNote } from "./note.ts";
import { verifySigner } from "./signed-note.ts";
import type { TextInput } from "./text.ts";
import { formatWitnessSize, parseAddCheckpoint } from "./witness.ts";
import type { AddCheckpoint } from "./witness.ts";

/** The newest checkpoint that a witness cosigned for one log. */
export type Witnessed = { readonly size: number; readonly root: Uint8Array };

/** What a witness knows of a log: the keys that sign its checkpoints, one of which must have, and what it cosigned last. */
export type WitnessedLog = {
  readonly keys: readonly VerifierKey[];
  readonly last: Witnessed | undefined;
};

/** A witness as it answers one request: its key, its clock in POSIX seconds, and the logs it knows by origin. */
export type AnsweringWitness = {
  readonly crypto: Verifier & Signer;
  readonly key: SignerKey;
  readonly now: number;
  readonly log: (origin: string) => WitnessedLog | undefined;
};

/**
 * The answer to an `add-checkpoint` request. With 200, `state` must be durable in the place of `last`, and compared with it
 * atomically, before `body` is given out. Every other answer has the code of the check that failed.
 */
export type CheckpointAnswer =
  | { readonly status: 200; readonly body: string; readonly checkpoint: Checkpoint; readonly note: string }
  | { readonly status: 409; readonly body: string; readonly refused: LogError; readonly fork?: string }
  | { readonly status: 400 | 403 | 404 | 422; readonly body: string; readonly refused: LogError };

/**
 * Answers an `add-checkpoint` request (tlog-witness 1.0.0), in the order of the specification: 400 for what cannot be read
 * or ends before its old size, 404 for an unknown origin, 403 without a good signature of a known key, 409 with the size
 * that was cosigned last where the request begins elsewhere or has that size and another root, 422 for a proof that does
 * not verify. `fork` is a checkpoint that the log signed for another tree of the size that was cosigned last: beside the
 * one that was cosigned, it proves that the log showed two trees. (A proof that does not verify proves nothing: whoever
 * sent it may have made it up.)
 */
export function answerAddCheckpoint(witness: AnsweringWitness, body: TextInput): CheckpointAnswer {
  const { crypto, key, now } = witness;
  const read = attempt(() => readRequest(crypto, body));
  if (read instanceof LogError) return refuse(400, read);
  const { request, text, checkpoint, signatures } = read;
  const log = witness.log(checkpoint.origin);
  if (log === undefined)
    return refuse(404, new LogError("log.origin", `${checkpoint.origin} is not a log that is witnessed here`));
  const signed = attempt(() => log.keys.some((known) => verifySigner(crypto, text, signatures, known)));
  if (signed instanceof LogError) return refuse(403, signed);
  if (!signed)
    return refuse(403, new LogError("log.key", `no known key of ${checkpoint.origin} signed the checkpoint`));
  const { oldSize, proof } = request;
  if (oldSize > checkpoint.size)
    return refuse(
      400,
      new LogError("log.proof-order", `the old size ${oldSize} is above the checkpoint's, ${checkpoint.size}`),
    );
  const last = log.last ?? { size: 0, root: emptyRoot(crypto) };
  if (oldSize !== last.size)
    return conflict(
      last,
      new LogError("log.witness-old", `the last checkpoint that was cosigned has size ${last.size}`),
    );
  const grown = attempt(() =>
    checkConsistency(crypto, {
      oldSize,
      oldRoot: last.root,
      newSize: checkpoint.size,
      newRoot: checkpoint.root,
      proof,
    }),
  );
  if (!(grown instanceof LogError)) {
    const line = cosign(crypto, text, key, now);
    return { status: 200, body: line, checkpoint, note: request.checkpoint };
  }
  if (grown.code === "log.fork") return { ...conflict(last, grown), fork: request.checkpoint };
  return refuse(422, grown);
}

function readRequest(crypto: Verifier, body: TextInput) {
  const request: AddCheckpoint = parseAddCheckpoint(body);
  const { text, signatures } = parseNote(request.checkpoint);
  return { request, text, signatures, checkpoint: parseCheckpoint(crypto, text) };
}

function conflict({ size }: Witnessed, refused: LogError) {
  return { status: 409, body: formatWitnessSize(size), refused } as const;
}

function refuse<Status extends 400 | 403 | 404 | 422>(status: Status, refused: LogError) {
  return { status, body: `${refused.code}: ${refused.detail}\n`, refused } as const;
}

function attempt<T>(make: () => T): T | LogError {
  try {
    return make();
  } catch (error) {
    if (error instanceof LogError) return error;
    throw error;
  }
}
