import { decodeBase64, encodeBase64 } from "./base64.ts";
import { HASH_SIZE } from "./hash.ts";

/** No proof in a tree of at most 2^63 leaves needs more hashes. */
export const MAX_PROOF_HASHES = 63;

/** A block of lines, each with its newline, then an empty line, then the rest: the frame of proofs and witness requests. */
export type Framed = { readonly lines: readonly string[]; readonly rest: string };

/** The two parts around the first empty line; `undefined` where there is none. */
export function splitFrame(text: string): Framed | undefined {
  const end = text.indexOf("\n\n");
  if (end < 0) return undefined;
  return { lines: text.slice(0, end).split("\n"), rest: text.slice(end + 2) };
}

/** A hash as a line: base64 and a newline. */
export function formatHashLine(hash: Uint8Array): string {
  return `${encodeBase64(hash)}\n`;
}

/** The 32-byte hash that a line without its newline spells; `undefined` for anything else. */
export function parseHashLine(line: string): Uint8Array | undefined {
  if (line.length !== 44) return undefined;
  const hash = decodeBase64(line);
  return hash?.length === HASH_SIZE ? hash : undefined;
}
