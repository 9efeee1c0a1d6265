import type { Hasher } from "./crypto.ts";
import { LogError } from "./error.ts";

/** Length of every hash in the tree, in bytes. */
export const HASH_SIZE = 32;

/** Entries up to this length are hashed from one buffer that is used again, so that following a log leaves little garbage. */
const BUFFERED = 0xffff;

const leafInput = new Uint8Array(1 + BUFFERED);
const nodeInput = new Uint8Array(1 + 2 * HASH_SIZE).fill(1, 0, 1);

/** The hash of a leaf (RFC 6962 §2.1): SHA-256(0x00 ‖ entry). */
export function leafHash(hasher: Hasher, entry: Uint8Array): Uint8Array {
  const input = entry.length <= BUFFERED ? leafInput : new Uint8Array(1 + entry.length);
  input.set(entry, 1);
  return hasher.sha256(input.subarray(0, 1 + entry.length));
}

/** The hash of an inner node (RFC 6962 §2.1): SHA-256(0x01 ‖ left ‖ right). Throws `log.hash-length` unless both have 32 bytes. */
export function nodeHash(hasher: Hasher, left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== HASH_SIZE || right.length !== HASH_SIZE) {
    throw new LogError("log.hash-length", `a node has hashes of ${left.length} and ${right.length} bytes, not of 32`);
  }
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_SIZE);
  return hasher.sha256(nodeInput);
}

/** The root of the empty tree (RFC 6962 §2.1): SHA-256 of nothing. */
export function emptyRoot(hasher: Hasher): Uint8Array {
  return hasher.sha256(new Uint8Array(0));
}

/** Whether two byte strings are equal. Not constant in time: everything compared here is public. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
