import { hex } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { randomness } from "./randomness.ts";

describe("randomness", () => {
  it("gives as many bytes as were asked for, in a buffer of their own", () => {
    const salt = randomness.randomBytes(16);
    expect(salt.length).toBe(16);
    expect(salt.buffer.byteLength).toBe(16);
    expect(randomness.randomBytes(0)).toEqual(new Uint8Array(0));
  });

  it("does not repeat itself", () => {
    const salts = Array.from({ length: 1000 }, () => hex(randomness.randomBytes(16)));
    const ids = Array.from({ length: 1000 }, () => randomness.uuid());
    expect([new Set(salts).size, new Set(ids).size]).toEqual([1000, 1000]);
  });

  it("spells identifiers as lowercase UUIDs of version 4", () => {
    expect(randomness.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
