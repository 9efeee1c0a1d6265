/** Names the fingerprints of captured changes: the SHA-256 of each chunk of `CHUNK` of them, and how many there are in all. */
export type SumTable = { readonly count: number; readonly chunks: readonly string[] };

/** Fingerprints in a full chunk; the last one is written anew by every run that adds some. */
export const CHUNK = 4_096;
/** The table of none. */
export const NO_SUMS: SumTable = { count: 0, chunks: [] };

const SIZE = 8;

/** Fingerprints as bytes: each a 64-bit float, big-endian, which holds every integer below 2^53. */
export function formatSums(sums: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(sums.length * SIZE));
  sums.forEach((sum, at) => view.setFloat64(at * SIZE, sum));
  return new Uint8Array(view.buffer);
}

/** Reads what `formatSums` prints. */
export function parseSums(bytes: Uint8Array): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / SIZE) }, (_, at) => view.getFloat64(at * SIZE));
}
