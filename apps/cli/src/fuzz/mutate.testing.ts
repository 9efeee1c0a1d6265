/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const PIECES = [
  "\0",
  "\n",
  "\r\n",
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  "-",
  "+",
  "0",
  "9007199254740992",
  "1e3",
  "\u2014 ",
  "\ud800",
  "\ufeff",
  "__proto__",
  "//",
  "../",
  "=",
  "**/",
  "&a ",
  "*a",
  "!!x ",
];

/** A few random edits of one of the seeds: bytes flipped, put in, taken out, doubled, or crossed with another seed. */
export function mutated(random: () => number, seeds: readonly Uint8Array[]): Uint8Array {
  const any = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  let bytes: Uint8Array = any(seeds) ?? new Uint8Array();
  for (let edits = 1 + Math.floor(random() * 4); edits > 0; edits -= 1) {
    const [at, to] = [random(), random()]
      .map((place) => Math.floor(place * (bytes.length + 1)))
      .toSorted((a, b) => a - b);
    const part = bytes.subarray(at, to);
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(to)];
    const whole = [
      () => (bytes.length === 0 ? bytes : bytes.with((at ?? 0) % bytes.length, Math.floor(random() * 256))),
      () => Buffer.concat([head, Buffer.from(any(PIECES) ?? ""), bytes.subarray(at)]),
      () => Buffer.concat([head, tail]),
      () => Buffer.concat([head, part, part, tail]),
      () => Buffer.concat([head, (any(seeds) ?? bytes).subarray(at)]),
      () => Buffer.concat([head, Buffer.from((any(PIECES) ?? "").repeat(1 + Math.floor(random() * 300))), tail]),
    ];
    bytes = new Uint8Array(any(whole)?.() ?? bytes).subarray(0, 1 << 16);
  }
  return bytes;
}
