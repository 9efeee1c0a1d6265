import { pathFromBytes } from "@countersign/core";
import type { Path } from "@countersign/core";

/** The bytes of a binary string, one for each unit: a path or a part of one. */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** The path that a binary string spells. */
export function pathOf(text: string): Path {
  return pathFromBytes(bytesOf(text));
}

/** A path as text was written in a file, in UTF-8. */
export function pathOfText(text: string): Path {
  return pathFromBytes(new TextEncoder().encode(text));
}

/** The last component of a path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** What follows the last dot of the file's name, in lower case; empty without one. */
export function extension(path: string): string {
  const name = fileName(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? "" : name.slice(dot + 1).toLowerCase();
}
