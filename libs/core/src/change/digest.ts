import { formatHex } from "@countersign/attest";
import type { Sha256 } from "../crypto.ts";
import type { ObjectFormat } from "../objects/object-format.ts";
import type { Entry } from "./entry.ts";

/** `cs-diff-v1:` and 64 lowercase hex digits. */
export type ChangeDigest = `cs-diff-v1:${string}`;

const PREFIX = "countersign-diff-v1\0";

/**
 * The change digest of in-scope entries sorted by path bytes ("Change digest"):
 * `sha256("countersign-diff-v1\0" objectFormat "\0" record*)`. Undefined for no entries: such a change is not applicable.
 */
export function changeDigest(
  crypto: Sha256,
  format: ObjectFormat,
  entries: readonly Entry[],
): ChangeDigest | undefined {
  if (entries.length === 0) return undefined;
  const text = `${PREFIX}${format}\0${entries.map(formatEntry).join("")}`;
  return `cs-diff-v1:${formatHex(crypto.sha256(binary(text)))}`;
}

/** Whether a text is spelled as a change digest. */
export function isChangeDigest(text: string): text is ChangeDigest {
  return /^cs-diff-v1:[0-9a-f]{64}$/.test(text);
}

/** `oldMode SP newMode SP oldOid SP newOid SP oldSha SP newSha HT path NUL`, one UTF-16 unit per byte. */
export function formatEntry(entry: Entry): string {
  const { oldMode, newMode, oldOid, newOid, oldSha256, newSha256, path } = entry;
  return `${oldMode} ${newMode} ${oldOid} ${newOid} ${oldSha256} ${newSha256}\t${path}\0`;
}

function binary(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}
