import { formatHex } from "../hex.ts";

/**
 * The y coordinates, little-endian, of the eight points of edwards25519 whose order divides 8: 0 (order 4), 1 (order 1),
 * p − 1 (order 2) and the two of order 8.
 */
const SMALL_ORDER = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]);

/** The field prime 2^255 − 19 in hexadecimal. */
const P = hexOf(2n ** 255n - 19n);
/** The order of the base point (RFC 8032 §5.1) in hexadecimal. */
const L = hexOf(2n ** 252n + 27742317777372353535851937790883648493n);

/**
 * Whether a 32-byte Ed25519 public key is one that others can sign for (small order), or another spelling of a key
 * (y not below 2^255 − 19). A key that is no point at all verifies nothing and is not judged here.
 */
export function isWeakEd25519(publicKey: Uint8Array): boolean {
  // `with` copies, where `slice` of a Node Buffer would not.
  const y = publicKey.with(31, (publicKey[31] ?? 0) & 0x7f);
  return valueOf(y) >= P || SMALL_ORDER.has(formatHex(y));
}

/** Whether S of a 64-byte Ed25519 signature `R ‖ S` is below L (RFC 8032 §5.1.7); S + L would be a second spelling of it. */
export function isCanonicalSignature(signature: Uint8Array): boolean {
  return valueOf(signature.subarray(32)) < L;
}

/** The digits of 32 little-endian bytes: numbers of 64 digits are ordered as their texts are. */
function valueOf(bytes: Uint8Array): string {
  return formatHex(bytes.toReversed());
}

function hexOf(value: bigint): string {
  return value.toString(16).padStart(64, "0");
}
