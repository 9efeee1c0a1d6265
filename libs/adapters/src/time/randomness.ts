import { randomBytes, randomUUID } from "node:crypto";

/** Where the program gets values from that nobody can predict. */
export type Randomness = {
  /** `length` fresh bytes. */
  readonly randomBytes: (length: number) => Uint8Array;
  /** A version 4 UUID (RFC 9562 §5.4) in lowercase, such as `3f0c9a52-7f0e-4c4e-9d1a-5b0a4c1f6e2d`. */
  readonly uuid: () => string;
};

/** The randomness of the operating system, fit for salts and keys. */
export const randomness: Randomness = {
  // A Buffer may be a view into a pool that others write to; the caller gets bytes of its own.
  randomBytes: (length) => new Uint8Array(randomBytes(length)),
  uuid: () => randomUUID(),
};
