import { normalDecimal } from "../../../facts/decimal.ts";
import type { TensorPlace } from "./types.ts";

/** How far two tensors of one shape are apart, as decimals of six digits. */
export type TensorDifference = { readonly max: string; readonly mean: string; readonly cosine: string };

/** Elements that are compared; more are not. */
const MOST_ELEMENTS = 200_000_000;

const READERS: {
  readonly [type: string]: { readonly bytes: number; readonly read: (view: DataView, at: number) => number };
} = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => half(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => brain(view.getUint16(at, true)) },
};

/** Largest and mean absolute difference and the cosine of two tensors; undefined unless both have one floating type and shape. */
export function tensorDifference(
  base: Uint8Array,
  before: TensorPlace,
  result: Uint8Array,
  after: TensorPlace,
): TensorDifference | undefined {
  const reader = READERS[before.type];
  const length = before.to - before.from;
  if (reader === undefined || before.type !== after.type || length !== after.to - after.from) return undefined;
  if (before.shape.join() !== after.shape.join() || length > MOST_ELEMENTS * reader.bytes) return undefined;
  const [a, b] = [viewOf(base, before), viewOf(result, after)];
  let [max, sum, product, left, right, count] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at + reader.bytes <= length; at += reader.bytes) {
    const [x, y] = [reader.read(a, at), reader.read(b, at)];
    const difference = Math.abs(x - y);
    if (difference > max || Number.isNaN(difference)) max = difference;
    sum += difference;
    product += x * y;
    left += x * x;
    right += y * y;
    count += 1;
  }
  const size = Math.sqrt(left) * Math.sqrt(right);
  return {
    max: say(max),
    mean: say(count === 0 ? 0 : sum / count),
    cosine: size === 0 ? "undefined" : say(product / size),
  };
}

function viewOf(bytes: Uint8Array, { from, to }: TensorPlace): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + from, to - from);
}

function say(value: number): string {
  if (!Number.isFinite(value)) return "undefined";
  return normalDecimal(value.toPrecision(6), "data") ?? "0";
}

function half(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const bits32 = new DataView(new ArrayBuffer(4));

function brain(bits: number): number {
  bits32.setUint16(0, bits);
  bits32.setUint16(2, 0);
  return bits32.getFloat32(0);
}
