import { displayPath } from "@countersign/core";
import type { Finding } from "@countersign/core";
import type { Told } from "../../content/finding.ts";
import type { Hazard, MovedText, Noticed } from "../../contract.ts";
import { kindsOf } from "../../presets/kinds-of.ts";
import { hazardFinding, named, onLine } from "../finding.ts";
import { movedBlocks } from "./blocks.ts";
import type { Block } from "./blocks.ts";

const ID = "moves";

/** Blocks that moved, as rows of a ledger, and what changed inside them, as findings (attack D3). */
export const moves: Hazard = { id: ID, across };

/** Edits between the same two files that are told one by one. */
const TOGETHER = 4;

function across(files: readonly MovedText[]): Noticed {
  const blocks = movedBlocks(files);
  const edits = blocks.flatMap((block) => block.edits.map((edit) => ({ block, ...edit })));
  const between = Map.groupBy(edits, ({ block: { from, to } }) => JSON.stringify([from.path, to.path]));
  return {
    findings: [...between.values()].flatMap((some) => (some.length < TOGETHER ? some.map(single) : together(some))),
    ledgers: { moves: blocks.map(row) },
  };
}

type Edit = Block["edits"][number] & { readonly block: Block };

function single({ block, before, after }: Edit): Finding {
  return told(block, {
    title: `A line changed inside ${block.lines} lines that moved ${way(block)}`,
    at: placesOf([{ block, before, after }]),
    before: before.text.trim(),
    after: after.text.trim(),
  });
}

function together(edits: readonly Edit[]): readonly Finding[] {
  const [first] = edits;
  if (first === undefined) return [];
  const lines = [...new Set(edits.map(({ block }) => block))].reduce((sum, block) => sum + block.lines, 0);
  return [
    told(first.block, {
      title: `${edits.length} lines changed inside ${lines} lines that moved ${way(first.block)}`,
      at: placesOf(edits),
      before: edits.map(({ before }) => before.text.trim()).join("; "),
      after: edits.map(({ after }) => after.text.trim()).join("; "),
    }),
  ];
}

/** What is said of a test is told apart and raises nothing. */
function told({ to }: Block, said: Omit<Told, "ask">): Finding {
  const test = kindsOf(to.path).has("test");
  return hazardFinding(ID, "code.moved", {
    ...said,
    ...(test ? { risk: "R1", evidence: { test: "yes" } } : { ask: "Why does the moved code differ?" }),
  });
}

function way({ from, to }: Block): string {
  return from.path === to.path ? `within ${named(to.path)}` : `from ${named(from.path)} to ${named(to.path)}`;
}

function placesOf(edits: readonly Edit[]): NonNullable<Told["at"]> {
  return edits.flatMap(({ before, after }) => [
    onLine(after.path, after.number),
    onLine(before.path, before.number, "base"),
  ]);
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
