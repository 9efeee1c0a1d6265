import { displayPath } from "@countersign/core";
import type { Hazard, MovedText, Noticed } from "../../contract.ts";
import { hazardFinding, named, onLine } from "../finding.ts";
import { movedBlocks } from "./blocks.ts";
import type { Block } from "./blocks.ts";

const ID = "moves";

/** Blocks that moved, as rows of a ledger, and what changed inside them, as findings (attack D3). */
export const moves: Hazard = { id: ID, across };

function across(files: readonly MovedText[]): Noticed {
  const blocks = movedBlocks(files);
  return { findings: blocks.flatMap(editsOf), ledgers: { moves: blocks.map(row) } };
}

function editsOf({ from, to, lines, edits }: Block) {
  return edits.map(({ before, after }) =>
    hazardFinding(ID, "code.moved", {
      title: `A line changed inside ${lines} lines that moved from ${named(from.path)} to ${named(to.path)}`,
      at: [onLine(after.path, after.number), onLine(before.path, before.number, "base")],
      before: before.text.trim(),
      after: after.text.trim(),
      ask: "Why does the moved code differ?",
    }),
  );
}

function row({ from, to, lines, edits }: Block) {
  return {
    from: displayPath(from.path),
    fromLine: String(from.number),
    to: displayPath(to.path),
    toLine: String(to.number),
    lines: String(lines),
    edits: String(edits.length),
  };
}
