import { CountersignError } from "../error.ts";
import { KINDS } from "./kind.ts";
import type { Kind } from "./kind.ts";

/** What the log holds of one record: its kind and `commitment`, the salted SHA-256 (lowercase hex) of its evidence. */
export type Leaf = { readonly kind: Kind; readonly sha256: string };

/** A leaf is never longer than this. */
export const MAX_LEAF_BYTES = 1024;

/**
 * The canonical JSON of a leaf ("Log"), 100 to 110 bytes:
 *
 * ```
 * {"kind":"review","sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","v":1}
 * ```
 */
export function formatLeaf({ kind, sha256 }: Leaf): Uint8Array {
  return new TextEncoder().encode(`{"kind":"${kind}","sha256":"${sha256}","v":1}`);
}

/**
 * Reads what `formatLeaf` prints. `log.leaf` for everything else: another kind, version or member, another spelling,
 * more than 1 KiB. A leaf that cannot be read is never skipped.
 */
export function parseLeaf(bytes: Uint8Array): Leaf {
  if (bytes.length > MAX_LEAF_BYTES) throw new CountersignError("log.leaf", `a leaf of ${bytes.length} bytes`);
  const [, name, sha256] = SPELLING.exec(decoder.decode(bytes)) ?? [];
  const kind = KINDS.find((known) => known === name);
  if (kind === undefined || sha256 === undefined) {
    throw new CountersignError("log.leaf", "not the one spelling of a leaf of a known kind and version");
  }
  return { kind, sha256 };
}

/** Whatever is not ASCII matches nothing below. */
const decoder = new TextDecoder("latin1");
const SPELLING = /^\{"kind":"([a-z-]+)","sha256":"([0-9a-f]{64})","v":1\}$/;
