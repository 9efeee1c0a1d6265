import { formatCanonical, list, nonEmptyString, object, parseCanonical, read } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { formatVerifierKey, parseVerifierKey } from "@countersign/tlog";
import type { VerifierKey } from "@countersign/tlog";

/** A log that this witness was told of: its origin, and the keys of which one has to sign a checkpoint. */
export type KnownLog = { readonly origin: string; readonly keys: readonly VerifierKey[] };

/** Canonical JSON: `{"keys":["log.example/feed+1f2e3d4c+…"],"origin":"log.example/feed"}`. */
export function formatKnownLog({ origin, keys }: KnownLog): Uint8Array {
  return formatCanonical({ keys: keys.map(formatVerifierKey), origin });
}

/** Reads what `formatKnownLog` prints; `witness.…` for everything else, `log.key-…` for a key that is none. */
export function parseKnownLog(bytes: Uint8Array): KnownLog {
  const { origin, keys } = read(knownLog, parseCanonical(bytes, "witness"), "witness");
  return { origin, keys: keys.map((key) => parseVerifierKey(nodeCrypto, key)) };
}

const knownLog = object({ keys: list(nonEmptyString, 1), origin: nonEmptyString });
