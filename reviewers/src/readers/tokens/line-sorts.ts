import type { Token } from "../reading.ts";
import { importLines } from "./import-rows.ts";

/** What a line is, and its tokens with one space between two: equal text is equal but for layout. */
export type LineSort = { readonly sort: "code" | "comment" | "import" | "blank"; readonly text: string };

/**
 * The sort of every line of a text, the first of them at 0. A line with a remark behind code is code, and its text leaves the remark
 * out; of a token over several lines each line has its own piece. Import lines have nothing but what is drawn in.
 */
export function sortLines(text: string, tokens: readonly Token[], language: string): readonly LineSort[] {
  const lines = text.split("\n");
  const [code, remarks]: [string[][], string[][]] = [lines.map(() => []), lines.map(() => [])];
  for (const token of tokens) {
    const pieces = token.line === token.end ? [token.text] : token.text.split("\n");
    const into = token.is === "comment" ? remarks : code;
    pieces.forEach((piece, index) => {
      if (piece.trim() !== "")
        into[token.line - 1 + index]?.push(...(token.is === "comment" ? bare(piece) : [piece.trim()]));
    });
  }
  const imports = importLines(tokens, language);
  return lines.map((line, index) => sortOf(code[index] ?? [], remarks[index] ?? [], imports.has(index + 1), line));
}

function sortOf(code: readonly string[], remarks: readonly string[], imported: boolean, line: string): LineSort {
  if (code.length > 0) return { sort: imported ? "import" : "code", text: code.join(" ") };
  if (remarks.length > 0) return { sort: "comment", text: remarks.join(" ") };
  return { sort: line.trim() === "" ? "blank" : "comment", text: "" };
}

/** A remark without its blanks and the marks that lines of remarks begin and end with. */
function bare(piece: string): readonly string[] {
  return piece.split(/\s+/).filter((word) => /[^/*#;!-]/.test(word));
}
