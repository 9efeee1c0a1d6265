import { text } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatHolder, parseHolder } from "./lock-holder.ts";

const LINE = '{"host":"build-7","pid":4711,"since":"2026-11-22T10:00:00Z"}\n';

describe("the holder of a lock", () => {
  it("is one line of JSON", () => {
    const holder = { pid: 4711, host: "build-7", since: Date.UTC(2026, 10, 22, 10) / 1000 };
    expect(formatHolder(holder)).toEqual(text(LINE));
    expect(parseHolder(text(LINE))).toEqual(holder);
  });

  it("is read as it was written, whatever the machine is called", () => {
    const holders = fc.record({ pid: fc.nat(), host: fc.string({ unit: "binary" }), since: fc.nat(253_402_300_799) });
    const property = fc.property(holders, (holder) => {
      expect(parseHolder(formatHolder(holder))).toEqual(holder);
    });
    fc.assert(property);
  });

  it.each([
    "",
    LINE.trimEnd(),
    `${LINE}\n`,
    LINE.replace("4711", "04711"),
    LINE.replace("4711", "47.11"),
    LINE.replace("10:00:00Z", "10:00:00+"),
    LINE.replace("11-22", "11-31"),
    LINE.replace('"build-7"', '"build-7'),
    LINE.replace('"build-7"', '"\\u0061"'),
  ])("is nobody in %j", (line) => {
    expect(parseHolder(text(line))).toBeUndefined();
  });
});
