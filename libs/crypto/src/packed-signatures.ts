/** An Ed25519 signature: 32 bytes of key, any message, 64 bytes of signature. */
export type Signature = {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
};

const KEY = 32;
const SIGNATURE = 64;
const LENGTH = 4;

/** Signatures in one piece of memory of their own: key, signature, length of the message (uint32, big endian), message; each after the other. */
export function packSignatures(signatures: readonly Signature[]): Uint8Array<ArrayBuffer> {
  const size = signatures.reduce((sum, { message }) => sum + KEY + SIGNATURE + LENGTH + message.length, 0);
  const packed = new Uint8Array(size);
  const view = new DataView(packed.buffer);
  let at = 0;
  for (const { publicKey, message, signature } of signatures) {
    packed.set(publicKey, at);
    packed.set(signature, at + KEY);
    view.setUint32(at + KEY + SIGNATURE, message.length);
    packed.set(message, at + KEY + SIGNATURE + LENGTH);
    at += KEY + SIGNATURE + LENGTH + message.length;
  }
  return packed;
}

/** What `packSignatures` packed, as views of it. */
export function unpackSignatures(packed: Uint8Array): readonly Signature[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const signatures: Signature[] = [];
  for (let at = 0; at < packed.length;) {
    const start = at + KEY + SIGNATURE + LENGTH;
    const end = start + view.getUint32(start - LENGTH);
    const publicKey = packed.subarray(at, at + KEY);
    const signature = packed.subarray(at + KEY, at + KEY + SIGNATURE);
    signatures.push({ publicKey, signature, message: packed.subarray(start, end) });
    at = end;
  }
  return signatures;
}
