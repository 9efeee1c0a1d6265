import { base64, formatBase64, formatCanonical, integer, object, parseCanonical, read } from "@countersign/attest";
import { answerAddCheckpoint } from "@countersign/tlog";
import type { Signer, SignerKey, Verifier, VerifierKey, Witnessed } from "@countersign/tlog";

/** The newest checkpoint that a witness has cosigned for one log: size and 32-byte root. */
export type WitnessState = Witnessed;

/** What a cosigner judges by. `keys` are those of the log; `now` is its own clock, in seconds. */
export type CosignRequest = {
  readonly crypto: Verifier & Signer;
  readonly key: SignerKey;
  readonly keys: readonly VerifierKey[];
  readonly state: WitnessState | undefined;
  readonly body: string;
  readonly now: number;
};

/** A signature line and the state to keep before it is given out, or the size that was seen instead. */
export type CosignOutcome = { readonly line: string; readonly state: WitnessState } | { readonly seen: number };

/**
 * What a witness of one log does with an `add-checkpoint` request (`answerAddCheckpoint` of tlog). The state must be durable
 * before the line is handed on. Throws what the answer refuses: a checkpoint that is not of these keys, a log that did not
 * only grow (`log.fork`, `log.proof-…`).
 */
export function cosignCheckpoint({ crypto, key, keys, state, body, now }: CosignRequest): CosignOutcome {
  const log = (origin: string) => (keys.some(({ name }) => name === origin) ? { keys, last: state } : undefined);
  const answer = answerAddCheckpoint({ crypto, key, now, log }, body);
  if (answer.status === 200) return { line: answer.body, state: answer.checkpoint };
  if (answer.refused.code === "log.witness-old") return { seen: state?.size ?? 0 };
  throw answer.refused;
}

/** Canonical JSON: `{"root":"…","size":12}`. */
export function formatWitnessState({ size, root }: WitnessState): Uint8Array {
  return formatCanonical({ root: formatBase64(root), size });
}

/** Reads what `formatWitnessState` prints; `state.json-…`, `state.…`. */
export function parseWitnessState(bytes: Uint8Array): WitnessState {
  return read(stateReader, parseCanonical(bytes, "state"), "state");
}

const stateReader = object({ root: base64, size: integer });
