import { describe, expect, it } from "vitest";
import { compareModels } from "./compare-models.ts";
import { LIGHTGBM } from "./examples.testing.ts";
import { readModel } from "./read-model.ts";
import { floats, join, safetensors } from "./writers.testing.ts";

function side(path: string, bytes: Uint8Array) {
  const outline = readModel(path, bytes);
  if (outline === undefined) throw new Error("no model");
  return { outline, bytes };
}

function embedding(type: string, data: Uint8Array, shape = [2]) {
  return side("e", safetensors({ e: { dtype: type, shape, data_offsets: [0, data.length] } }, data));
}

describe("two models", () => {
  it("differ in inputs and in what is said of their parts", () => {
    const text = new TextDecoder().decode(LIGHTGBM);
    const after = text.replace("likes religion", "likes religion faith").replace("=0 2", "=0 3");
    expect(compareModels(side("a", LIGHTGBM), side("a", join(after))).filter(({ what }) => what !== "size")).toEqual([
      { what: "input", how: "added", name: "faith", after: "" },
      {
        what: "part",
        how: "changed",
        name: "feature religion",
        before: "1 splits, gain 0.15",
        after: "0 splits, gain 0",
      },
      { what: "part", how: "added", name: "feature faith", after: "1 splits, gain 0.15" },
    ]);
  });

  it("with the same shapes differ by how far their tensors are apart", () => {
    expect(compareModels(embedding("F32", floats(1, 0)), embedding("F32", floats(0, 1)))).toEqual([
      { what: "part", how: "changed", name: "e", values: { max: "1", mean: "1", cosine: "0" } },
    ]);
    const halves = (...bits: readonly number[]) => new Uint8Array(Uint16Array.from(bits).buffer);
    expect(
      compareModels(embedding("F16", halves(0x3c00, 0x4000)), embedding("F16", halves(0x3c00, 0x4200)))[0]?.values,
    ).toEqual({
      max: "1",
      mean: "0.5",
      cosine: "0.989949",
    });
    expect(compareModels(embedding("BF16", halves(0x3f80, 0x4000)), embedding("BF16", halves(0x3f80, 0x4000)))).toEqual(
      [],
    );
  });

  it("with other shapes differ by their shapes alone", () => {
    const found = compareModels(embedding("F32", floats(1, 0)), embedding("F32", floats(1, 0, 0), [3]));
    expect(found).toContainEqual({ what: "part", how: "changed", name: "e", before: "F32 [2]", after: "F32 [3]" });
    expect(found.every(({ values }) => values === undefined)).toBe(true);
  });
});
