import { describe, expect, it } from "vitest";
import { riskOf } from "./risk.ts";

describe("the risk of a change", () => {
  it("is that of its riskiest finding, none without findings, and the highest where they are not known", () => {
    expect(riskOf([{ risk: "R2" }, { risk: "R3" }, { risk: "R1" }])).toBe(3);
    expect(riskOf([])).toBe(0);
    expect(riskOf(undefined)).toBe(4);
  });
});
