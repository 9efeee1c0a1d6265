import type { Parser, TreeCursor } from "web-tree-sitter";
import { LIMITS, MOST_BROKEN } from "../limits.ts";
import { SyntaxTree } from "./syntax-tree.ts";
import type { Vocabulary } from "./syntax-tree.ts";
import { Planting } from "./planting.ts";
import type { Comment } from "./planting.ts";

/** A tree with its comments, or why there is none. */
export type Grown =
  | { readonly tree: SyntaxTree; readonly comments: readonly Comment[] }
  | { readonly beyond: string }
  | { readonly broken: string; readonly line: number };

/**
 * Parses a text and copies the tree into columns, within the bounds of `LIMITS`. The parser's own tree is deleted whatever happens.
 * `beyond` names the bound that the text is over; `broken` says that its language's grammar does not fit the text.
 */
export function growTree(parser: Parser, vocabulary: Vocabulary, text: string): Grown {
  if (utf8Bytes(text) > LIMITS.bytes) return { beyond: `more than ${LIMITS.bytes} bytes` };
  const parsed = parse(parser, text);
  if (parsed === null) return { beyond: "more steps of the parser than ordinary code takes" };
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
    const tree = new SyntaxTree(text, columns, vocabulary, tokens);
    if (brokenUnits <= text.length * MOST_BROKEN) return { tree, comments };
    return { broken: `${brokenUnits} of ${text.length} units fit no construct`, line: tree.lineOf(firstBroken) };
  } finally {
    parsed.delete();
  }
}

function parse(parser: Parser, text: string): ReturnType<Parser["parse"]> {
  let left = LIMITS.steps + Math.ceil(text.length * LIMITS.stepsPerUnit);
  const progressCallback = (): boolean => {
    left -= 1;
    return left < 0;
  };
  parser.reset();
  return parser.parse((index) => text.slice(index, index + UNITS_A_READ), null, { progressCallback });
}

/** Units that the parser takes at once; its buffer has 10 KiB. */
const UNITS_A_READ = 5_000;

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
