import type { DocumentNode } from "../document/node.ts";
import type { LexemeWalk } from "../lexeme-walk.ts";
import { codeValue, nameValue, stringValue, wordValue } from "../value.ts";

/** Units of a value that is put together. */
const LONGEST = 10_000;

type Piece = { readonly text: string; readonly is: "string" | "bare" | "name" };

/** A value of HOCON up to the end of its line, a comma or a closing bracket. `mapping` reads what follows a brace. */
export function hoconValue(walk: LexemeWalk, depth: number, mapping: (walk: LexemeWalk) => DocumentNode): DocumentNode {
  walk.enter(depth);
  const from = walk.peek()?.line ?? walk.line;
  const pieces: Piece[] = [];
  let whole: DocumentNode | undefined;
  let text = "";
  while (!walk.done && !walk.sees(",") && !walk.sees("}") && !walk.sees("]")) {
    const lexeme = walk.peek();
    if (lexeme === undefined || (lexeme.first && (pieces.length > 0 || whole !== undefined))) break;
    walk.next();
    if (lexeme.is === "mark" && lexeme.text === "{") whole = mapping(walk);
    else if (lexeme.is === "mark" && lexeme.text === "[") whole = sequence(walk, depth, mapping);
    else {
      const piece = lexeme.is === "mark" && lexeme.text === "$" ? substitution(walk) : pieceOf(lexeme);
      if (text.length < LONGEST) text += `${lexeme.spaced && text !== "" ? " " : ""}${piece.text}`;
      pieces.push(piece);
    }
  }
  return whole ?? { is: "scalar", value: together(pieces, text), from, to: Math.max(from, walk.line) };
}

function pieceOf({ is, text, value }: { readonly is: string; readonly text: string; readonly value: string }): Piece {
  return is === "string" ? { is: "string", text: value } : { is: "bare", text };
}

/** `${a.b}`, `${?ENVIRONMENT}`. */
function substitution(walk: LexemeWalk): Piece {
  let name = "";
  if (walk.takes("{")) while (!walk.done && !walk.takes("}")) name += walk.next()?.text ?? "";
  return { is: "name", text: name };
}

function together(pieces: readonly Piece[], text: string) {
  const [only, ...others] = pieces;
  if (only === undefined) return wordValue("");
  if (others.length > 0) {
    if (pieces.some(({ is }) => is === "name")) return codeValue(text);
    return pieces.some(({ is }) => is === "string") ? stringValue(text) : wordValue(text);
  }
  if (only.is === "name") return nameValue(only.text);
  return only.is === "string" ? stringValue(only.text) : wordValue(only.text);
}

function sequence(walk: LexemeWalk, depth: number, mapping: (walk: LexemeWalk) => DocumentNode): DocumentNode {
  const from = walk.line;
  const items: DocumentNode[] = [];
  while (!walk.done && !walk.takes("]")) {
    if (walk.takes(",")) continue;
    if (walk.sees("}")) walk.expected("]");
    else items.push(hoconValue(walk, depth + 1, mapping));
  }
  return { is: "sequence", items, from, to: walk.line };
}
