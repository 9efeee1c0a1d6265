import type { Line } from "../contract.ts";
import type { Content } from "./content.ts";

/** A text and where each of its lines begins, in bytes; the last start is the one that a line behind the end would have. */
export type TextLines = {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly view: DataView;
  readonly starts: readonly number[];
};

const LINE_FEED = 10;

/** The lines of a content; one without text has a single empty line, as the empty text has. Linear, and nothing is cut out. */
export function textLines({ bytes, text }: Pick<Content, "bytes" | "text"> = {}): TextLines {
  if (bytes === undefined || text === undefined) return EMPTY;
  const view = viewOf(bytes);
  const starts = [0];
  let at = 0;
  // Four bytes at a time: most have no line feed among them.
  for (; at + 4 <= bytes.length; at += 4)
    if (hasLineFeed(view.getInt32(at)))
      for (let one = at; one < at + 4; one += 1) if (bytes[one] === LINE_FEED) starts.push(one + 1);
  for (; at < bytes.length; at += 1) if (bytes[at] === LINE_FEED) starts.push(at + 1);
  starts.push(bytes.length + 1);
  return { bytes, text, view, starts };
}

/** Whether one of four bytes is a line feed: taken away by the first line, it is the one that borrows in the second. */
function hasLineFeed(word: number): boolean {
  const left = word ^ 0x0a0a0a0a;
  return ((left - 0x01010101) & ~left & 0x80808080) !== 0;
}

/** How many lines there are; at least one. */
export function lineCount({ starts }: TextLines): number {
  return starts.length - 1;
}

/** Where a line begins, counted from 0. */
export function startOf({ starts }: TextLines, line: number): number {
  return starts[line] ?? 0;
}

/** Bytes of a line, counted from 0, without its line feed. */
export function lengthOf({ starts }: TextLines, line: number): number {
  return (starts[line + 1] ?? 1) - (starts[line] ?? 0) - 1;
}

/** A line, counted from 0, as readers see it. */
export function lineAt(lines: TextLines, line: number): Line {
  const [start, end] = [startOf(lines, line), startOf(lines, line + 1) - 1];
  const { text, bytes } = lines;
  // Where each character is one byte, places in the text are those in the bytes.
  const own = text.length === bytes.length ? text.slice(start, end) : utf8.decode(bytes.subarray(start, end));
  return { number: line + 1, text: own };
}

/** Whether two lines have the same bytes. */
export function sameLine(a: TextLines, line: number, b: TextLines, other: number): boolean {
  const length = lengthOf(a, line);
  if (length !== lengthOf(b, other)) return false;
  return sameBytes(a.view, startOf(a, line), b.view, startOf(b, other), length);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const NO_BYTES = new Uint8Array();
const EMPTY: TextLines = { bytes: NO_BYTES, text: "", view: viewOf(NO_BYTES), starts: [0, 1] };

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function sameBytes(a: DataView, from: number, b: DataView, other: number, length: number): boolean {
  let at = 0;
  for (; at + 4 <= length; at += 4) if (a.getInt32(from + at) !== b.getInt32(other + at)) return false;
  for (; at < length; at += 1) if (a.getUint8(from + at) !== b.getUint8(other + at)) return false;
  return true;
}
