/** Bytes of one element by the name of its type in safetensors; sub-byte types have none. */
export const ELEMENT_BYTES: { readonly [type: string]: bigint } = {
  BOOL: 1n,
  U8: 1n,
  I8: 1n,
  F8_E5M2: 1n,
  F8_E4M3: 1n,
  F8_E8M0: 1n,
  I16: 2n,
  U16: 2n,
  F16: 2n,
  BF16: 2n,
  I32: 4n,
  U32: 4n,
  F32: 4n,
  I64: 8n,
  U64: 8n,
  F64: 8n,
  C64: 8n,
};

/** Elements of a shape of decimal texts; undefined where it is none, or beyond 2^64. */
export function elementsOf(shape: readonly string[]): bigint | undefined {
  let count = 1n;
  for (const size of shape) {
    if (!/^\d{1,19}$/.test(size)) return undefined;
    count *= BigInt(size);
    if (count >= 2n ** 64n) return undefined;
  }
  return count;
}

/** A tensor as a part says it: `F32 [64, 10]`. */
export function sayTensor(type: string, shape: readonly string[]): string {
  return `${type} [${shape.join(", ")}]`;
}

/** Where the bytes of a tensor stand in its file. */
export type TensorPlace = {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly string[];
  readonly from: number;
  readonly to: number;
};
