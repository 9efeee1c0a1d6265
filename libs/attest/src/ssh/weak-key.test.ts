import { describe, expect, it } from "vitest";
import { testKey } from "@countersign/testkit";
import { formatHex, parseHex } from "../hex.ts";
import { isCanonicalSignature, isWeakEd25519 } from "./weak-key.ts";

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

const ORDER_8 = [
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
];

describe("weak Ed25519 keys", () => {
  it.each([
    ["y = 0", littleEndian(0n)],
    ["the identity", littleEndian(1n)],
    ["y = p - 1", littleEndian(P - 1n)],
    ["a point of order 8", parseHex(ORDER_8[0] ?? "")],
    ["the other point of order 8", parseHex(ORDER_8[1] ?? "")],
    ["y = p, another spelling of 0", littleEndian(P)],
    ["y = p + 1, another spelling of 1", littleEndian(P + 1n)],
    ["y = 2^255 - 1", littleEndian(2n ** 255n - 1n)],
  ])("B22 %s is weak, with either sign of x", (_what, key) => {
    expect(isWeakEd25519(key)).toBe(true);
    expect(isWeakEd25519(key.with(31, (key[31] ?? 0) | 0x80))).toBe(true);
  });

  it.each(ORDER_8)("%s is the identity after three doublings and not after two", (key) => {
    const y = BigInt(`0x${formatHex(parseHex(key).toReversed())}`);
    const twice = doubled(doubled(y));
    expect([twice, doubled(twice)]).toEqual([P - 1n, 1n]);
  });

  it("a key made from a seed is not weak", () => {
    for (const name of ["dana", "nils", "olga"]) expect(isWeakEd25519(testKey(name).publicKey)).toBe(false);
  });
});

describe("the S of a signature", () => {
  const signature = (s: bigint) => Uint8Array.of(...new Uint8Array(32), ...littleEndian(s));

  it("is below the order of the base point", () => {
    expect([0n, L - 1n, L, L + 1n, 2n ** 256n - 1n].map((s) => isCanonicalSignature(signature(s)))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

function littleEndian(value: bigint): Uint8Array {
  return parseHex(value.toString(16).padStart(64, "0")).toReversed();
}

/** The y coordinate of 2 P on -x² + y² = 1 + d x² y², from that of P. */
function doubled(y: bigint): bigint {
  const d = mod(-121665n * inverse(121666n));
  const y2 = mod(y * y);
  const x2 = mod((y2 - 1n) * inverse(mod(d * y2 + 1n)));
  return mod((y2 + x2) * inverse(mod(1n - d * x2 * y2)));
}

function mod(value: bigint): bigint {
  return ((value % P) + P) % P;
}

/** By Fermat: value^(p - 2). */
function inverse(value: bigint): bigint {
  let [result, base] = [1n, mod(value)];
  for (let exponent = P - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = mod(result * base);
    base = mod(base * base);
  }
  return result;
}
