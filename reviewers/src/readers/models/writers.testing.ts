/** Bytes of texts, of one byte a unit, and of bytes, one after the other. */
export function join(...pieces: readonly (string | readonly number[] | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(
    pieces.flatMap((piece) => (typeof piece === "string" ? [...piece].map((unit) => unit.charCodeAt(0)) : [...piece])),
  );
}

/** A little-endian number. */
export function little(value: number | bigint, size: number): number[] {
  return Array.from({ length: size }, (_, at) => Number((BigInt(value) >> BigInt(8 * at)) & 255n));
}

export function floats(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

export function safetensors(header: unknown, data: Uint8Array): Uint8Array {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  return join(little(text.length, 8), text, data);
}

export function npy(header: string, data: Uint8Array | readonly number[]): Uint8Array {
  return join("\u0093NUMPY\u0001\0", little(header.length, 2), header, data);
}

/** A zip archive of members, stored or packed (`method` 8); `size` is what a member says it grows to. */
export function zip(
  members: readonly {
    readonly name: string;
    readonly data: Uint8Array;
    readonly size?: number;
    readonly method?: 0 | 8;
  }[],
): Uint8Array {
  const locals: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  let at = 0;
  for (const { name, data, size = data.length, method = 0 } of members) {
    const how = [0, 0, method, 0, 0, 0, 0, 0];
    const lengths = [...little(0, 4), ...little(data.length, 4), ...little(size, 4), ...little(name.length, 2)];
    const local = join("PK\u0003\u0004", little(20, 2), how, lengths, [0, 0], name, data);
    entries.push(
      join(
        "PK\u0001\u0002",
        little(20, 2),
        little(20, 2),
        how,
        lengths,
        [0, 0, 0, 0, 0, 0, 0, 0],
        little(0, 4),
        little(at, 4),
        name,
      ),
    );
    locals.push(local);
    at += local.length;
  }
  const directory = join(...entries);
  const count = little(members.length, 2);
  return join(
    ...locals,
    directory,
    "PK\u0005\u0006",
    [0, 0, 0, 0],
    count,
    count,
    little(directory.length, 4),
    little(at, 4),
    [0, 0],
  );
}

/** A field of a protobuf message: a number, a text or a message. */
export function field(number: number, value: number | string | Uint8Array): Uint8Array {
  if (typeof value === "number") return join(varint(number * 8), varint(value));
  const own = join(value);
  return join(varint(number * 8 + 2), varint(own.length), own);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}

/** A text of GGUF, with its length before it. */
export function counted(text: string): Uint8Array {
  return join(little(text.length, 8), text);
}
