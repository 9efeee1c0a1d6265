import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { metered } from "./metered.ts";

it("leaves everything but the code as it is, and only adds to that", () => {
  const module = new Uint8Array(readFileSync(new URL(import.meta.resolve("web-tree-sitter/web-tree-sitter.wasm"))));
  const changed = metered(module);
  expect(changed.subarray(0, 100)).toEqual(module.subarray(0, 100));
  expect(changed.subarray(-1_000)).toEqual(module.subarray(-1_000));
  expect(changed.length).toBeGreaterThan(module.length);
  expect(metered(module)).toEqual(changed);
});

it("adds fuel to every loop of a function", () => {
  const module = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 10, 8, 1, 6, 0, 0x03, 0x40, 0x0b, 0x0b, 0x0b);
  const changed = metered(module);
  expect(changed[9]).toBe(8 + 28);
  expect([...changed.subarray(13, 15)]).toEqual([0x03, 0x40]);
  expect([...changed.subarray(-3)]).toEqual([0x0b, 0x0b, 0x0b]);
});

it("throws where it does not know an instruction", () => {
  const vector = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 10, 6, 1, 4, 0, 0xfd, 0x0c, 0x0b);
  expect(() => metered(vector)).toThrow("fd");
});
