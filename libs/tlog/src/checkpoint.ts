import { decodeBase64, encodeBase64 } from "./base64.ts";
import type { Hasher, Signer } from "./crypto.ts";
import { LogError } from "./error.ts";
import { HASH_SIZE, emptyRoot, sameBytes } from "./hash.ts";
import type { SignerKey } from "./key.ts";
import { signNote } from "./signed-note.ts";
import { isSize, parseSize } from "./size.ts";
import { hasControl } from "./text.ts";

/** What a log says of itself at one moment: its origin, its size in leaves, its 32-byte root. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Uint8Array };

/**
 * The text of a checkpoint (tlog-checkpoint 1.0.0, "Note text"), unsigned: origin, size, base64 of the root, a line each.
 * Throws `log.checkpoint-origin`, `log.checkpoint-size`, `log.checkpoint-root`.
 */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!isOrigin(origin)) throw wrongOrigin(origin);
  if (!isSize(size)) throw new LogError("log.checkpoint-size", `${size} is not a tree size`);
  if (root.length !== HASH_SIZE) throw new LogError("log.checkpoint-root", `the root has ${root.length} bytes, not 32`);
  return `${origin}\n${size}\n${encodeBase64(root)}\n`;
}

/**
 * The checkpoint that a text spells. Throws `log.checkpoint-lines` (fewer than three lines, or no final newline),
 * `log.checkpoint-extension` (more: this package's logs have no extension lines), `log.checkpoint-origin`,
 * `log.checkpoint-size`, `log.checkpoint-root`, `log.checkpoint-empty-root` (size 0 with another root).
 */
export function parseCheckpoint(hasher: Hasher, text: string): Checkpoint {
  const [origin, sizeLine, rootLine, end, ...more] = text.split("\n");
  if (origin === undefined || sizeLine === undefined || rootLine === undefined || end === undefined) {
    throw new LogError("log.checkpoint-lines", "a checkpoint has three lines");
  }
  if (end !== "" || more.length > 0)
    throw new LogError("log.checkpoint-extension", "the checkpoint has more than three lines");
  if (!isOrigin(origin)) throw wrongOrigin(origin);
  const size = parseSize(sizeLine);
  if (size === undefined)
    throw new LogError("log.checkpoint-size", `${JSON.stringify(sizeLine.slice(0, 40))} is not a tree size`);
  const root = decodeBase64(rootLine);
  if (root?.length !== HASH_SIZE) throw new LogError("log.checkpoint-root", "the root is not base64 of 32 bytes");
  if (size === 0 && !sameBytes(root, emptyRoot(hasher))) {
    throw new LogError("log.checkpoint-empty-root", "the root of size 0 is not the root of the empty tree");
  }
  return { origin, size, root };
}

/**
 * Signs a checkpoint with the log's own key, whose name must be the origin (else `log.key-origin`). Throws `log.key-type`
 * for a cosigner's key, `log.checkpoint-empty-root`, and what `formatCheckpoint` throws.
 */
export function signCheckpoint(crypto: Signer, checkpoint: Checkpoint, signer: SignerKey): string {
  if (signer.name !== checkpoint.origin) {
    throw new LogError("log.key-origin", `the key ${signer.name} cannot sign for ${checkpoint.origin}`);
  }
  const text = formatCheckpoint(checkpoint);
  // Never sign what no reader would take: the formatter alone does not know the root of the empty tree.
  parseCheckpoint(crypto, text);
  return signNote(crypto, text, [signer]);
}

function isOrigin(origin: string): boolean {
  return origin !== "" && origin.isWellFormed() && !hasControl(origin) && !origin.includes("\n");
}

function wrongOrigin(origin: string): LogError {
  return new LogError("log.checkpoint-origin", `${JSON.stringify(origin.slice(0, 80))} is not an origin`);
}
