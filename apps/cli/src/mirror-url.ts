import { formatHex } from "@countersign/attest";
import { mirrorAt } from "@countersign/adapters/log";
import type { ServerAddress } from "@countersign/adapters/log";
import { nodeCrypto } from "@countersign/crypto/node";

/** The address of a mirror in its parts: the witness's own, and the SHA-256 of the log's origin. Undefined for any other address. */
export function readMirrorUrl(url: string): { readonly witness: string; readonly originHash: string } | undefined {
  const [, witness, originHash] = /^(.*?)\/logs\/([0-9a-f]{64})\/*$/.exec(url) ?? [];
  return witness === undefined || originHash === undefined ? undefined : { witness, originHash };
}

/** Where a witness, named by its own address or by that of one of its mirrors, has the mirror of a log. */
export function mirrorOf(url: string, origin: string): ServerAddress {
  return mirrorAt(readMirrorUrl(url)?.witness ?? url, originHash(origin));
}

/** The address of the mirror that a witness has of a log. */
export function mirrorUrl(witness: string, origin: string): string {
  return `${witness.replace(/\/+$/, "")}/logs/${originHash(origin)}`;
}

/** How a mirror names a log: the SHA-256 of its origin, lowercase hex. */
function originHash(origin: string): string {
  return formatHex(nodeCrypto.sha256(new TextEncoder().encode(origin)));
}
