import fc from "fast-check";
import { expect, it } from "vitest";
import { pathFromBytes, pathToBytes } from "./path.ts";

const anyBytes = fc.uint8Array({ minLength: 1, maxLength: 40 });

it("E2 loses no byte of any path", () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      expect(pathToBytes(pathFromBytes(bytes))).toEqual(bytes);
    }),
  );
  const long = new Uint8Array(20_000).map((_, at) => at % 256);
  expect(pathToBytes(pathFromBytes(long))).toEqual(long);
});

it("sorts as the bytes do", () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (left, right) => {
      const order = Math.sign(Buffer.compare(left, right));
      const [a, b] = [pathFromBytes(left), pathFromBytes(right)];
      expect(a < b ? -1 : a > b ? 1 : 0).toBe(order);
    }),
  );
});
