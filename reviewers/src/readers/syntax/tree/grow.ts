import type { Parser, TreeCursor } from "web-tree-sitter";
import type { Grammar } from "../load.ts";
import { LIMITS, MOST_BROKEN } from "../limits.ts";
import { SyntaxTree } from "./syntax-tree.ts";
import { Planting } from "./planting.ts";
import type { Comment } from "./planting.ts";

/** A tree with its comments, or why there is none. `fits`: nothing in it is a guess of the parser's about text that is not of the language. */
export type Grown =
  | { readonly tree: SyntaxTree; readonly comments: readonly Comment[]; readonly fits: boolean }
  | { readonly beyond: string }
  | { readonly broken: string; readonly line: number };

/** A text, or what is left of one: the line of each of its lines in the whole, whose units it has so many of. */
export type Part = { readonly text: string; readonly lines?: Uint32Array | undefined; readonly whole?: number };

/**
 * Parses a text and copies the tree into columns, within the bounds of `LIMITS`. The parser's own tree is deleted whatever happens.
 * `beyond` names the bound that the text is over; `broken` says that its language's grammar does not fit the text.
 */
export function growTree(grammar: Grammar, part: Part): Grown {
  const { text, whole = text.length } = part;
  if (utf8Bytes(text) > LIMITS.bytes) return { beyond: `more than ${LIMITS.bytes} bytes` };
  const { vocabulary } = grammar;
  const parsed = parse(grammar, text);
  if (parsed === null) return { beyond: "more work of the parser than ordinary code takes" };
  try {
    const planting = new Planting(text, vocabulary);
    const cursor = parsed.walk();
    try {
      const beyond = walk(cursor, planting);
      if (beyond !== undefined) return { beyond };
    } finally {
      cursor.delete();
    }
    const { columns, tokens, comments, brokenUnits, firstBroken } = planting.finish();
    const tree = new SyntaxTree(part, columns, vocabulary, tokens);
    if (brokenUnits <= whole * MOST_BROKEN) return { tree, comments, fits: !parsed.rootNode.hasError };
    return { broken: `${brokenUnits} of ${whole} units fit no construct`, line: tree.lineOf(firstBroken) };
  } finally {
    parsed.delete();
  }
}

/**
 * Parses within the fuel of a text of that length. The parser asks between its steps, and reads in each; one that goes on without either
 * runs into its reserve and traps.
 */
function parse({ parser, runtime }: Grammar, text: string): ReturnType<Parser["parse"]> {
  if (text.length > LONG) runtime.restore();
  runtime.refuel(LIMITS.reserve + LIMITS.turns + text.length * LIMITS.turnsPerUnit);
  const beyond = (): boolean => runtime.fuel < LIMITS.reserve;
  const read = (index: number): string => (beyond() ? "" : text.slice(index, index + UNITS_A_READ));
  const parsed = parser.parse(read, null, { progressCallback: beyond });
  const isBeyond = beyond();
  runtime.refuel();
  if (parsed !== null && !isBeyond) return parsed;
  parsed?.delete();
  runtime.restore();
  return null;
}

/** Units of a text that gets a memory without traces of others, so that its bound is exactly the same every time. */
const LONG = 50_000;

/** Units that the parser takes at once: few, for it takes them again when it goes back. */
const UNITS_A_READ = 100;

/** Visits every node by the cursor alone. Says which bound was met. */
function walk(cursor: TreeCursor, planting: Planting): string | undefined {
  let depth = 0;
  for (;;) {
    const inside = planting.enter(cursor.nodeTypeId, cursor.startIndex, cursor.endIndex, cursor.currentFieldId);
    if (planting.count >= LIMITS.nodes) return `more than ${LIMITS.nodes} nodes`;
    if (inside && cursor.gotoFirstChild()) {
      depth += 1;
      if (depth > LIMITS.depth) return `more than ${LIMITS.depth} nodes in one another`;
      continue;
    }
    if (inside) planting.leave();
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) return undefined;
      depth -= 1;
      planting.leave();
    }
  }
}

function utf8Bytes(text: string): number {
  let bytes = text.length;
  if (bytes * 3 <= LIMITS.bytes) return bytes;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
