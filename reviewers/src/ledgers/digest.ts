import { formatHex } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";

/** SHA-256 over the sorted distinct members, each ended by a line feed, in hex: the same set has the same digest in any order. */
export function membersSha256(members: Iterable<string>): string {
  const text = [...new Set(members)].toSorted().map((member) => `${member}\n`);
  return formatHex(nodeCrypto.sha256(new TextEncoder().encode(text.join("").toWellFormed())));
}
