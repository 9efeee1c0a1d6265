import { decodeText } from "./text.ts";

/** A content as lines. `ended`: its last line has a line feed, or there is no line. */
export type BlobLines = { readonly lines: readonly string[]; readonly ended: boolean };

/** Takes a content apart as git does: a line feed ends a line, and nothing else (attack D7). */
export function blobLines(bytes: Uint8Array): BlobLines {
  const lines = decodeText(bytes).split("\n");
  const ended = lines.at(-1) === "";
  return { lines: ended ? lines.slice(0, -1) : lines, ended };
}
