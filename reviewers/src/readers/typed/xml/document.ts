import type { Trouble } from "../../reading.ts";
import type { Comments } from "../comments.ts";
import { DEEPEST, MOST_NODES } from "../document/node.ts";
import type { DocumentEntry, DocumentNode, MappingNode } from "../document/node.ts";
import { wordValue } from "../value.ts";
import { decoded, xmlPieces } from "./pieces.ts";
import type { Piece } from "./pieces.ts";

type Element = {
  readonly name: string;
  readonly line: number;
  readonly entries: DocumentEntry[];
  text: string;
  textLine: number;
};

/** Elements inside each other as mappings; one that has nothing but text is a scalar. What is not closed in order is a trouble. */
export function xmlDocument(
  text: string,
  comments: Comments,
): { readonly root: MappingNode; readonly troubles: readonly Trouble[] } {
  const root = element("", 1);
  const open: Element[] = [root];
  const troubles: Trouble[] = [];
  let last = 1;
  const close = (line: number) => {
    const own = open.length > 1 ? open.pop() : undefined;
    if (own !== undefined) open.at(-1)?.entries.push({ key: own.name, line: own.line, node: nodeOf(own, line) });
  };
  let nodes = 0;
  for (const piece of xmlPieces(text)) {
    last = piece.line;
    const trouble = troubleOf(piece, open, (nodes += 1));
    if (trouble !== undefined) troubles.push(trouble);
    if (trouble !== undefined && trouble.code !== "opaque.entities") break;
    if (piece.is === "comment") comments.add(piece.text, piece.line, piece.alone);
    else if (piece.is === "text") addText(open.at(-1), piece.text, piece.line);
    else if (piece.is === "open") {
      const own = element(piece.name, piece.line);
      for (const { name, value, line } of piece.attributes)
        own.entries.push({ key: name, line, node: scalar(decoded(value), line, line) });
      open.push(own);
      if (piece.closed) close(piece.line);
    } else if (piece.is === "close") close(piece.line);
  }
  if (open.length > 1 && troubles.length === 0)
    troubles.push({ code: "opaque.parse", what: `${open.at(-1)?.name} is not closed`, line: open.at(-1)?.line ?? 1 });
  while (open.length > 1) close(last);
  return { root: { is: "mapping", entries: root.entries, from: 1, to: last }, troubles };
}

function troubleOf(piece: Piece, open: readonly Element[], nodes: number): Trouble | undefined {
  const { line } = piece;
  if (nodes > MOST_NODES) return { code: "limit.nodes", what: `more than ${MOST_NODES} pieces`, line };
  if (piece.is === "broken") return { code: "opaque.parse", what: "a mark of XML does not end", line };
  if (piece.is === "entities") return { code: "opaque.entities", what: "the document declares entities", line };
  if (piece.is === "open" && open.length > DEEPEST)
    return { code: "limit.depth", what: `more than ${DEEPEST} levels`, line };
  if (piece.is === "close" && open.at(-1)?.name !== piece.name)
    return { code: "opaque.parse", what: `${piece.name} is closed where ${open.at(-1)?.name ?? ""} is open`, line };
  return undefined;
}

function element(name: string, line: number): Element {
  return { name, line, entries: [], text: "", textLine: line };
}

function addText(own: Element | undefined, text: string, line: number): void {
  if (own === undefined || text.trim() === "") return;
  if (own.text === "") own.textLine = line;
  own.text += decoded(text);
}

function nodeOf({ entries, text, line, textLine }: Element, to: number): DocumentNode {
  const bare = text.trim();
  if (entries.length === 0 && bare !== "") return scalar(bare, line, to);
  const own = bare === "" ? [] : [{ key: "text", line: textLine, node: scalar(bare, textLine, to) }];
  return { is: "mapping", entries: [...entries, ...own], from: line, to };
}

function scalar(text: string, from: number, to: number): DocumentNode {
  return { is: "scalar", value: wordValue(text), from, to: Math.max(from, to) };
}
