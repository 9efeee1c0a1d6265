/** So many zeros. For the few lines of most files a plain array is made far faster than a typed one. */
export function zeros(length: number): number[] {
  // oxlint-disable-next-line unicorn/no-new-array -- a length is meant
  return new Array<number>(length).fill(0);
}
