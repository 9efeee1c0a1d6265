import type { ListedWitness, Signer, SignerKey } from "@countersign/tlog";
import type { Crypto } from "../crypto.ts";

/**
 * Files by relative path. `put` replaces a file whole and is durable when it returns; when it throws, the file may hold
 * the old bytes or the new ones, and no others.
 */
export interface Files {
  get(path: string, limit?: number): Promise<Uint8Array | undefined>;
  put(path: string, bytes: Uint8Array): Promise<void>;
}

/** Bytes named by their SHA-256 (lowercase hex), checked against the name on every read; `put` is idempotent and durable. */
export interface ContentStore {
  get(sha256: string, limit?: number): Promise<Uint8Array | undefined>;
  put(bytes: Uint8Array): Promise<{ readonly digest: string }>;
}

/** What a witness answers to `add-checkpoint` (tlog-witness 1.0.0): signature lines, the size that it has seen instead, or no answer. */
export type CosignAnswer = { readonly lines: string } | { readonly seen: number } | { readonly unreachable: string };

/** Somebody who cosigns checkpoints and remembers the newest; `body` is that of an `add-checkpoint` request. */
export interface Cosigner {
  readonly name: string;
  cosign(body: string): Promise<CosignAnswer>;
  /** The newest checkpoint of a log that it shows to everybody, unverified; absent where what it has seen is known here. */
  shown?(origin: string): Promise<Uint8Array | undefined>;
}

/** What the keeper of a log works with. Nobody else may write to the same files at the same time. */
export type LogParts = {
  readonly crypto: Crypto & Signer;
  /** The log as it is served under `log/`, and the sequence of leaves that is not published yet. */
  readonly files: Files;
  readonly evidence: ContentStore;
  readonly packets: ContentStore;
  /** Every key that the log has had or is about to get, the oldest first; the policy says which of them signs. */
  readonly keys: readonly SignerKey[];
  /** How a witness of the policy is asked; undefined where nobody here can ask it. */
  readonly cosigner: (witness: ListedWitness) => Cosigner | undefined;
  /** 16 fresh random bytes. */
  readonly salt: () => Uint8Array;
};
