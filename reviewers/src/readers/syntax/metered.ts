/** Address of the fuel in the memory of the modules: below everything that a linker places there. */
export const FUEL_AT = 64;

/** i32.const FUEL_AT, i32.load. */
const LOAD = [0x41, 0xc0, 0x00, 0x28, 0x02, 0x00];

/** `if ((memory[FUEL_AT] -= 1) < 0) trap`: store of what is loaded less one; load, i32.const 0, i32.lt_s, if, unreachable, end. */
const BURN = [
  0x41,
  0xc0,
  0x00,
  ...LOAD,
  0x41,
  0x01,
  0x6b,
  0x36,
  0x02,
  0x00,
  ...LOAD,
  0x41,
  0x00,
  0x48,
  0x04,
  0x40,
  0x00,
  0x0b,
];

const CODE_SECTION = 10;
const LOOP = 0x03;

/**
 * A WebAssembly module whose loops burn fuel at every turn, and which traps when there is none: a bound on the work of a parse that is the
 * same on every machine and looks at no clock. A parser's own steps do not tell: one of them may walk through all that was read. Throws
 * where the module has instructions that are not known here; linear in its bytes.
 */
export function metered(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const reader = new Reader(module, 8);
  const out: Uint8Array[] = [module.subarray(0, 8)];
  while (reader.at < module.length) {
    const start = reader.at;
    const id = reader.byte();
    const size = reader.number();
    const end = reader.at + size;
    if (id === CODE_SECTION) {
      const code = meteredCode(reader);
      out.push(Uint8Array.of(id, ...leb(code.length)), code);
    } else out.push(module.subarray(start, end));
    reader.at = end;
  }
  return joined(out);
}

function meteredCode(reader: Reader): Uint8Array {
  const count = reader.number();
  const out: Uint8Array[] = [Uint8Array.from(leb(count))];
  for (let index = 0; index < count; index += 1) {
    const size = reader.number();
    const body = meteredBody(reader, reader.at + size);
    out.push(Uint8Array.from(leb(body.length)), body);
  }
  return joined(out);
}

/** One function: its locals as they are, and a turn's fuel at the beginning of every loop. */
function meteredBody(reader: Reader, end: number): Uint8Array {
  const out: Uint8Array[] = [];
  let kept = reader.at;
  for (let groups = reader.number(); groups > 0; groups -= 1) {
    reader.number();
    reader.byte();
  }
  while (reader.at < end) {
    const instruction = reader.byte();
    skipOperands(reader, instruction);
    if (instruction !== LOOP) continue;
    out.push(reader.bytes.subarray(kept, reader.at), Uint8Array.from(BURN));
    kept = reader.at;
  }
  out.push(reader.bytes.subarray(kept, end));
  return joined(out);
}

/** Operands of an instruction (WebAssembly 2.0, section 5.4), those of vectors and exceptions left out. */
function skipOperands(reader: Reader, instruction: number): void {
  if (instruction >= 0x45 && instruction <= 0xc4) return;
  if (instruction >= 0x28 && instruction <= 0x3e) reader.numbers(2);
  else if (instruction === 0x43) reader.at += 4;
  else if (instruction === 0x44) reader.at += 8;
  else if (instruction === 0x0e || instruction === 0x1c)
    reader.numbers(reader.number() + (instruction === 0x0e ? 1 : 0));
  else if (instruction === 0xfc) reader.numbers(operandsOfBulk(reader.number()));
  else reader.numbers(OPERANDS.get(instruction) ?? unknown(instruction));
}

/** Conversions that saturate have no operands; those of memory and tables have one or two. */
function operandsOfBulk(instruction: number): number {
  if (instruction < 8) return 0;
  return [2, 1, 2, 1, 2, 1, 2, 1, 1, 1][instruction - 8] ?? unknown(instruction);
}

function unknown(instruction: number): never {
  throw new Error(`a module has the instruction ${instruction.toString(16)}, which is not known here`);
}

/** Operands that are numbers (a type of a block is one), by instruction. */
const OPERANDS: ReadonlyMap<number, number> = new Map([
  ...[0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b, 0xd1].map((one) => [one, 0] as const),
  ...[0x02, LOOP, 0x04, 0x0c, 0x0d, 0x10, 0x12].map((one) => [one, 1] as const),
  ...[0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x3f, 0x40, 0x41, 0x42, 0xd0, 0xd2].map((one) => [one, 1] as const),
  ...[0x11, 0x13].map((one) => [one, 2] as const),
]);

class Reader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    this.at += 1;
    return this.bytes[this.at - 1] ?? 0;
  }

  /** A number of variable length; of a signed one only the length matters. */
  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  numbers(count: number): void {
    for (let index = 0; index < count; index += 1) this.number();
  }
}

function leb(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(Math.floor(value / 128))];
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
