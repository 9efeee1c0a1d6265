import { formatCanonical, formatHex, hexDigest, jsonObject, object, parseCanonical, read } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import type { Sha256 } from "../crypto.ts";
import { CountersignError } from "../error.ts";

/** SHA-256 works on blocks of 64 bytes; a key is as long as its digest. */
const BLOCK = 64;
const KEY_BYTES = 32;

/** The bytes of a state file: canonical JSON of the state and of its HMAC-SHA-256 (RFC 2104) under a key of 32 bytes. */
export function sealState(crypto: Sha256, key: Uint8Array, state: JsonObject): Uint8Array {
  return formatCanonical({ hmac: formatHex(hmac(crypto, key, formatCanonical(state))), state });
}

/** Reads what `sealState` prints: `state.json-…` and `state.…` for another form, `state.hmac` for an edited state or another key. */
export function openSealed(crypto: Sha256, key: Uint8Array, bytes: Uint8Array): JsonObject {
  const { hmac: found, state } = read(sealed, parseCanonical(bytes, "state"), "state");
  if (found === formatHex(hmac(crypto, key, formatCanonical(state)))) return state;
  throw new CountersignError("state.hmac", "the state was edited, or it belongs to another gate's key");
}

const sealed = object({ hmac: hexDigest, state: jsonObject });

function hmac(crypto: Sha256, key: Uint8Array, message: Uint8Array): Uint8Array {
  if (key.length !== KEY_BYTES)
    throw new CountersignError("state.key", `the key has ${key.length} bytes, not ${KEY_BYTES}`);
  const padded = (pad: number) => Uint8Array.from({ length: BLOCK }, (_, at) => (key[at] ?? 0) ^ pad);
  return crypto.sha256(joined(padded(0x5c), crypto.sha256(joined(padded(0x36), message))));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
