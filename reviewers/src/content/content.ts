import type { Mode } from "@countersign/core";

/** How bytes read as text. Only `utf-8` is looked into; `utf-8-bom` is the same behind a byte order mark. */
type Encoding = "utf-8" | "utf-8-bom" | "utf-16" | "invalid" | "binary" | "unread" | "gitlink";

/** One side of an entry. `text` is there for UTF-8 without NUL bytes; `bytes` unless it was beyond the limit. */
export type Content = {
  readonly mode: Mode;
  readonly size: number;
  readonly sha256: string;
  readonly encoding: Encoding;
  readonly bytes?: Uint8Array;
  readonly text?: string;
};

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads bytes as what they are; nothing is converted. */
export function contentOf(side: Pick<Content, "mode" | "size" | "sha256">, bytes: Uint8Array): Content {
  const text = decoded(bytes);
  if (text !== undefined && !bytes.includes(0))
    return { ...side, bytes, text, encoding: text.startsWith("\ufeff") ? "utf-8-bom" : "utf-8" };
  if (isUtf16(bytes)) return { ...side, bytes, encoding: "utf-16" };
  return { ...side, bytes, encoding: bytes.includes(0) ? "binary" : "invalid" };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A byte order mark, or a NUL in every second place of the beginning, as Latin text has it. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const head = bytes.subarray(0, Math.min(bytes.length, 256) & ~1);
  if (head.length < 8) return false;
  const zeros = [0, 0];
  head.forEach((byte, at) => {
    if (byte === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1;
  });
  const half = head.length / 2;
  return zeros.includes(half) || (zeros.includes(0) && Math.max(...zeros) > 0.8 * half);
}
