import { base64, formatBase64, formatCanonical, integer, object, parseCanonical, read } from "@countersign/attest";
import { checkConsistency, cosign, parseAddCheckpoint, parseCheckpoint, parseNote } from "@countersign/tlog";
import type { Signer, SignerKey, Verifier } from "@countersign/tlog";

/** The newest checkpoint that a witness has cosigned for one log: size and 32-byte root. */
export type WitnessState = { readonly size: number; readonly root: Uint8Array };

/** What a cosigner judges by. `now` is its own clock, in seconds. */
export type CosignRequest = {
  readonly crypto: Verifier & Signer;
  readonly key: SignerKey;
  readonly state: WitnessState | undefined;
  readonly body: string;
  readonly now: number;
};

/** A signature line and the state to keep before it is given out, or the size that was seen instead. */
export type CosignOutcome = { readonly line: string; readonly state: WitnessState } | { readonly seen: number };

/**
 * What a witness does with an `add-checkpoint` request (tlog-witness 1.0.0): the request must start from the size that
 * was last seen, and prove that the log only grew since. The state must be durable before the line is handed on. Codes:
 * those of `parseAddCheckpoint`, `parseCheckpoint`, `checkConsistency` (`log.fork`, `log.proof-…`).
 */
export function cosignCheckpoint({ crypto, key, state, body, now }: CosignRequest): CosignOutcome {
  const { oldSize, proof, checkpoint: note } = parseAddCheckpoint(body);
  const { text } = parseNote(note);
  const checkpoint = parseCheckpoint(crypto, text);
  const seen = state?.size ?? 0;
  if (oldSize !== seen) return { seen };
  if (state !== undefined)
    checkConsistency(crypto, {
      oldSize,
      oldRoot: state.root,
      newSize: checkpoint.size,
      newRoot: checkpoint.root,
      proof,
    });
  return { line: cosign(crypto, text, key, now), state: { size: checkpoint.size, root: checkpoint.root } };
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
