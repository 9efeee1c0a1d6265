import type { Line } from "../../contract.ts";
import type { Token } from "../reading.ts";
import { obeyedRemarks } from "./directives.ts";
import { blocksAround } from "./indentation.ts";

/** What a line is, and its tokens with one space between two: equal text is equal but for layout. */
export type LineSort = { readonly sort: "code" | "comment" | "import" | "blank"; readonly text: string };

/**
 * The sorts of lines of a text, by their numbers. A line with a remark behind code is code, and its text leaves the remark out,
 * unless the remark is a program; of a
 * token over several lines each line has its own piece. Where blocks are told by indentation, a mark for each stands in front. `imports` are the lines that have nothing but what is drawn in.
 */
export function sortLines(
  lines: readonly Line[],
  tokens: readonly Token[],
  imports: ReadonlySet<number>,
  language: string,
): readonly LineSort[] {
  const blocks = blocksAround(tokens, language);
  const isObeyed = obeyedRemarks(tokens, language);
  const asked = new Map(lines.map(({ number }) => [number, { code: [], remarks: [] } as Pieces]));
  for (const token of tokens) {
    const is = token.is === "comment" && isObeyed(token) ? "mark" : token.is;
    if (token.line === token.end) {
      const line = asked.get(token.line);
      if (line !== undefined) take(line, is, token.text);
      continue;
    }
    for (const [index, piece] of token.text.split("\n").entries()) {
      const line = asked.get(token.line + index);
      if (line !== undefined) take(line, is, piece);
    }
  }
  return lines.map(({ number, text }) => {
    const { code, remarks } = asked.get(number) ?? { code: [], remarks: [] };
    const sorted = sortOf(code, remarks, imports.has(number), text);
    const around = blocks.get(number) ?? 0;
    return around === 0 || sorted.sort !== "code"
      ? sorted
      : { ...sorted, text: `${"| ".repeat(around)}${sorted.text}` };
  });
}

type Pieces = { readonly code: string[]; readonly remarks: string[] };

function take({ code, remarks }: Pieces, is: Token["is"], piece: string): void {
  if (piece.trim() === "") return;
  if (is === "comment") remarks.push(...bare(piece));
  else code.push(piece.trim());
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
