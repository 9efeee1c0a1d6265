import { CountersignError } from "@countersign/core/error";

/** Cuts bytes that come in pieces into lines. */
export type LineSplitter = {
  /** The lines that end in this piece, without their "\n", as bytes of their own; `limit.line` if one is too long. */
  readonly push: (piece: Uint8Array) => readonly Uint8Array[];
  /** The length of the line that was begun and has not ended. */
  readonly begun: () => number;
};

const NEWLINE = 0x0a;

/** Splits at "\n" only and decodes nothing. A line has at most `maxLine` bytes; no more than one line and one piece are held. */
export function lineSplitter(maxLine: number): LineSplitter {
  let parts: Uint8Array[] = [];
  let length = 0;
  const extend = (part: Uint8Array): void => {
    length += part.length;
    if (length > maxLine) throw new CountersignError("limit.line", `a line has more than the ${maxLine} bytes allowed`);
    if (part.length > 0) parts.push(part.slice());
  };
  const finish = (): Uint8Array => {
    const line = joined(parts, length);
    parts = [];
    length = 0;
    return line;
  };
  const push = (piece: Uint8Array): readonly Uint8Array[] => {
    const lines: Uint8Array[] = [];
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, start)) {
      extend(piece.subarray(start, end));
      lines.push(finish());
      start = end + 1;
    }
    extend(piece.subarray(start));
    return lines;
  };
  return { push, begun: () => length };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const line = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    line.set(part, at);
    at += part.length;
  }
  return line;
}
