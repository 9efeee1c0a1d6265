import { expect, it } from "vitest";
import { packetLines } from "./packet-lines.ts";

const PACKET = `A list names 40 accounts; and a title that is
  broken into two lines
by the author: Comply

Findings: 3, the highest risk first
  R4  entity: A list names 40 accounts, and
      goes on
       list.added: size 40
       src/filter.ts:4
       ask: On what ground are these named, and how
            is it taken back?
  R3  visibility: New filter
       pipeline.added
       ask: Whom does it hide?
  R2  logic: Code changed

Ledgers
  parameter: 2
    src/filter.ts
      IDS[0]  new 7
  entity: 1
    src/filter.ts
      IDS  new, size 40
  claim: 1
    lines 3

How far it was understood
  R4  no finding`;

it("a first look has titles, findings at R3 and R4, the first question, and who is named", () => {
  expect(packetLines(PACKET.split("\n"))).toEqual([
    "A list names 40 accounts; and a title that is",
    "  broken into two lines",
    "by the author: Comply",
    "  R4  entity: A list names 40 accounts, and",
    "      goes on",
    "       ask: On what ground are these named, and how",
    "            is it taken back?",
    "  R3  visibility: New filter",
    "  entity: 1",
    "    src/filter.ts",
    "      IDS  new, size 40",
  ]);
});

it("parameters are told where nobody is named and no pipeline differs; long rows are cut", () => {
  const lines = PACKET.replace("  entity: 1", "  model: 1").replace("new 7", "x".repeat(200)).split("\n");
  expect(packetLines(lines).slice(-3)).toEqual([
    "  parameter: 2",
    "    src/filter.ts",
    `      IDS[0]  ${"x".repeat(103)}…`,
  ]);
});
