import { BrokenModel, ByteReader } from "../bytes/byte-reader.ts";

/** A field of a protobuf message: a number, or bytes of a text or an inner message. */
export type Field = { readonly number: number; readonly value: bigint; readonly bytes: Uint8Array };

const NO_BYTES = new Uint8Array();

/** The fields of a message in their order; one at a time, and nothing is copied. */
export function* fieldsOf(bytes: Uint8Array): Generator<Field, void> {
  const reader = new ByteReader(bytes);
  while (reader.left > 0) {
    const key = varint(reader);
    const [number, wire] = [Number(key >> 3n), Number(key & 7n)];
    if (number === 0 || number > 536_870_911) throw new BrokenModel(`a field has the number ${number}`);
    if (wire === 0) yield { number, value: varint(reader), bytes: NO_BYTES };
    else if (wire === 1) yield { number, value: reader.u64(), bytes: NO_BYTES };
    else if (wire === 5) yield { number, value: BigInt(reader.u32()), bytes: NO_BYTES };
    else if (wire === 2) yield { number, value: 0n, bytes: reader.take(reader.within(varint(reader))) };
    else throw new BrokenModel(`a field has the wire type ${wire}`);
  }
}

/** Texts of fields of one number. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8").decode(bytes.subarray(0, 4_000));
}

function varint(reader: ByteReader): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.u8();
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asUintN(64, value);
  }
  throw new BrokenModel("a number is longer than ten bytes");
}
