import { formatCanonical, list, nonEmptyString, object, parseCanonical, read } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { formatVerifierKey, parseVerifierKey } from "@countersign/tlog";
import type { VerifierKey } from "@countersign/tlog";

/**
 * A log that this witness was told of: its origin, the keys of which one has to sign a checkpoint, and the log server from
 * which it is mirrored, if it is.
 */
export type KnownLog = { readonly origin: string; readonly keys: readonly VerifierKey[]; readonly from?: string };

/** Canonical JSON: `{"from":"https://…","keys":["log.example/feed+1f2e3d4c+…"],"origin":"log.example/feed"}`. */
export function formatKnownLog({ origin, keys, from }: KnownLog): Uint8Array {
  return formatCanonical({ ...(from === undefined ? {} : { from }), keys: keys.map(formatVerifierKey), origin });
}

/** Reads what `formatKnownLog` prints; `witness.…` for everything else, `log.key-…` for a key that is none. */
export function parseKnownLog(bytes: Uint8Array): KnownLog {
  const { origin, keys, from } = read(knownLog, parseCanonical(bytes, "witness"), "witness");
  return {
    origin,
    keys: keys.map((key) => parseVerifierKey(nodeCrypto, key)),
    ...(from === undefined ? {} : { from }),
  };
}

const knownLog = object({ keys: list(nonEmptyString, 1), origin: nonEmptyString }, { from: nonEmptyString });
