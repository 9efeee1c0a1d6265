import { BrokenModel } from "../bytes/byte-reader.ts";
import type { ByteReader } from "../bytes/byte-reader.ts";
import { OPCODES } from "./opcodes.ts";
import type { Argument } from "./opcodes.ts";

/** One operation of a pickle: its name and its argument as text or number, where it has one that matters. */
export type Operation = { readonly name: string; readonly text?: string; readonly number?: number };

const LONGEST = 2_000;

/** The next operation; an unknown opcode breaks the pickle. */
export function nextOperation(reader: ByteReader): Operation {
  const byte = reader.u8();
  const mark = String.fromCharCode(byte);
  const known = Object.hasOwn(OPCODES, mark) ? OPCODES[mark] : undefined;
  if (known === undefined) throw new BrokenModel(`unknown opcode ${byte} at byte ${reader.at - 1}`);
  const [name, argument] = known;
  return { name, ...argumentOf(reader, argument) };
}

function argumentOf(reader: ByteReader, argument: Argument): Omit<Operation, "name"> {
  switch (argument) {
    case "none":
      return {};
    case "u1":
      return { number: reader.u8() };
    case "u2":
      return { number: reader.u16() };
    case "u4":
      return { number: reader.u32() };
    case "i4":
      return { number: reader.i32() };
    case "f8":
    case "frame":
      reader.skip(8);
      return {};
    case "line":
      return lineOf(reader);
    case "lines":
      return { text: `${lineOf(reader).text}.${lineOf(reader).text}` };
    case "text1":
      return { text: reader.text(reader.u8(), LONGEST) };
    case "text4":
      return { text: reader.text(reader.within(reader.u32()), LONGEST) };
    case "text8":
      return { text: reader.text(reader.length64(), LONGEST) };
    case "bytes1":
      return skipped(reader, reader.u8());
    case "bytes4":
      return skipped(reader, reader.u32());
    case "bytes8":
      return skipped(reader, reader.length64());
    case "long1":
      return longOf(reader, reader.u8());
    case "long4":
      return longOf(reader, reader.u32());
    default:
      return argument satisfies never;
  }
}

function lineOf(reader: ByteReader): { readonly text: string; readonly number?: number } {
  const own = reader.until(10);
  const text = new TextDecoder("latin1").decode(own.subarray(0, LONGEST)).trim();
  return /^-?\d{1,15}L?$/.test(text)
    ? { text, number: Number.parseInt(text, 10) }
    : { text: text.replaceAll(/^['"]|['"]$/g, "") };
}

function skipped(reader: ByteReader, length: number): Omit<Operation, "name"> {
  reader.skip(reader.within(length));
  return {};
}

/** A little-endian integer of two's complement; one that no number holds is left out. */
function longOf(reader: ByteReader, length: number): Omit<Operation, "name"> {
  const own = reader.take(reader.within(length));
  if (own.length > 6) return {};
  return { number: own.reduce((sum, byte, at) => sum + byte * 256 ** at, 0) };
}
