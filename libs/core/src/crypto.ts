/** What the domain needs of the cryptographic port; `@countersign/crypto` has an implementation for Node and one for browsers. */
export type Crypto = {
  readonly sha256: (message: Uint8Array) => Uint8Array;
  readonly sha512: (message: Uint8Array) => Uint8Array;
  readonly verifyEd25519: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  /**
   * Answers as `verifyEd25519` does, on another thread meanwhile, from copies of its arguments. A port without it has every
   * signature verified when it is asked about.
   */
  readonly verifyEd25519Async?: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => Promise<boolean>;
  readonly verifyP256: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
};

/** Hashing alone. */
export type Sha256 = Pick<Crypto, "sha256">;
