/** SHA-256. Synchronous; must neither keep nor change its argument, whose memory is used again. */
export type Hasher = {
  /** SHA-256 (FIPS 180-4) of a message: 32 bytes. */
  readonly sha256: (message: Uint8Array) => Uint8Array;
};

/** What a verifier of notes and checkpoints needs. */
export type Verifier = Hasher & {
  /** Ed25519 (RFC 8032 §5.1.7): 32-byte public key, 64-byte signature. Answers `false` to malformed input, never throws. */
  readonly verifyEd25519: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
};

/** What a log or a witness needs to sign. */
export type Signer = Hasher & {
  /** Ed25519 (RFC 8032 §5.1.6) with a 32-byte seed: 64 bytes. */
  readonly signEd25519: (seed: Uint8Array, message: Uint8Array) => Uint8Array;
  /** The 32-byte public key of a 32-byte seed (RFC 8032 §5.1.5). */
  readonly ed25519PublicKey: (seed: Uint8Array) => Uint8Array;
};
