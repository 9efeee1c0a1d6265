import { AttestError, isWeakEd25519, parseBase64, parseMachineKey, parsePublicKey, refuse } from "@countersign/attest";
import type { Place, PublicKey, Reader } from "@countersign/attest";
import { COSIGNATURE, ED25519 } from "@countersign/tlog";
import type { KeyType, VerifierKey } from "@countersign/tlog";
import { text } from "./text.ts";

/** A person's key as in a `.pub` file; `policy.key`, `policy.weak-key` for one that others can sign for. */
export const publicKey: Reader<PublicKey> = (value, place) => readKey(place, text(value, place), parsePublicKey);

/** A machine's key, `ed25519:<base64>`; `policy.key`, `policy.weak-key`. */
export const machineKey: Reader<Uint8Array> = (value, place) => readKey(place, text(value, place), parseMachineKey);

/** The log's verifier key, of type 1; see `noteKey`. */
export const logKey: Reader<string> = (value, place) => noteKey(text(value, place), place, ED25519);

/** A witness's verifier key, of type 4; see `noteKey`. */
export const witnessKey: Reader<string> = (value, place) => noteKey(text(value, place), place, COSIGNATURE);

/**
 * The parts of a verifier key's text, `name+id+base64`; `undefined` when it is none. Whether the id is that of the key
 * takes a hash: `trustOf` asks.
 */
export function splitNoteKey(line: string): VerifierKey | undefined {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) return undefined;
  const [type, ...key] = bytesOf(encoded);
  if (key.length !== 32 || (type !== ED25519 && type !== COSIGNATURE)) return undefined;
  return { name, id: Number.parseInt(id, 16), type, publicKey: Uint8Array.from(key) };
}

/** The text of a verifier key of this type; `policy.key`, `policy.weak-key`. */
function noteKey(line: string, place: Place, type: KeyType): string {
  const key = splitNoteKey(line);
  if (key === undefined) return refuse(place, "key", "not a verifier key: name+id+base64");
  if (key.type !== type) return refuse(place, "key", `a key of type ${key.type} where type ${type} is wanted`);
  return isWeakEd25519(key.publicKey) ? refuse(place, "weak-key", "a key that others can sign for") : line;
}

function readKey<T>(place: Place, line: string, parse: (line: string) => T): T {
  try {
    return parse(line);
  } catch (error) {
    if (!(error instanceof AttestError)) throw error;
    return refuse(place, error.code === "attest.weak-key" ? "weak-key" : "key", error.detail);
  }
}

function bytesOf(encoded: string): Uint8Array {
  try {
    return parseBase64(encoded);
  } catch (error) {
    if (error instanceof AttestError) return new Uint8Array();
    throw error;
  }
}
