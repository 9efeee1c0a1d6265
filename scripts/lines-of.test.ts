import { describe, expect, it } from "vitest";
import { linesOf } from "./lines-of.ts";

describe("the lines of what a program says", () => {
  it("are told whole, however the words were cut", () => {
    const told: string[] = [];
    const lines = linesOf((line) => told.push(line));
    for (const byte of Buffer.from("one\n\nzwei: ü\nlast")) lines.write(Buffer.of(byte));
    expect(told).toEqual(["one", "", "zwei: ü"]);
    lines.end();
    lines.end();
    expect(told).toEqual(["one", "", "zwei: ü", "last"]);
  });

  it("may come several at a time, as text", () => {
    const told: string[] = [];
    const lines = linesOf((line) => told.push(line));
    lines.write("a\nb\n");
    lines.end();
    expect(told).toEqual(["a", "b"]);
  });
});
