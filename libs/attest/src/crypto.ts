/** A hash function: any message to a digest of fixed size. */
export type Hash = (message: Uint8Array) => Uint8Array;

/**
 * What checking signatures needs. Implementations are synchronous, keep no reference to their arguments, and answer
 * `false` to malformed keys and signatures instead of throwing.
 */
export type VerifyCrypto = {
  /** SHA-256 (FIPS 180-4), 32 bytes. */
  readonly sha256: Hash;
  /** SHA-512 (FIPS 180-4), 64 bytes. */
  readonly sha512: Hash;
  /** Ed25519 (RFC 8032 §5.1.7): 32-byte public key, 64-byte signature. */
  readonly verifyEd25519: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  /** ECDSA P-256 over SHA-256 of the message: 65-byte uncompressed point, signature `r ‖ s` of 64 bytes. */
  readonly verifyP256: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
};

/** What making signatures needs; an Ed25519 private key is its 32-byte seed (RFC 8032 §5.1.5). */
export type SignCrypto = {
  /** SHA-512 (FIPS 180-4), 64 bytes. */
  readonly sha512: Hash;
  /** Ed25519 (RFC 8032 §5.1.6), 64 bytes, deterministic. */
  readonly signEd25519: (seed: Uint8Array, message: Uint8Array) => Uint8Array;
  /** The 32-byte public key of a seed. */
  readonly ed25519PublicKey: (seed: Uint8Array) => Uint8Array;
};
