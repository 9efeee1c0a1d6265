import type { Lexeme } from "../lexemes.ts";
import type { LexemeWalk } from "../lexeme-walk.ts";

/** A lexeme of SQL; `word` is a bare one in capitals, empty for all others, so that keywords are told by it. */
export type SqlToken = Lexeme & { readonly word: string };

const OPERATORS: ReadonlySet<string> = new Set([
  "<=",
  ">=",
  "<>",
  "!=",
  "==",
  "||",
  "::",
  ":=",
  "=>",
  "->",
  "{{",
  "}}",
]);

/** Lexemes with operators of two marks as one, and identifiers in backquotes or double quotes as bare words. */
export function sqlTokens(walk: LexemeWalk): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  for (let lexeme = walk.next(); lexeme !== undefined; lexeme = walk.next()) {
    const following = walk.peek();
    const joined = `${lexeme.text}${following?.text ?? ""}`;
    if (lexeme.is === "mark" && following?.spaced === false && OPERATORS.has(joined)) {
      walk.next();
      tokens.push({ ...lexeme, text: joined, value: joined, word: "" });
    } else if (lexeme.is === "string" && !lexeme.text.startsWith("'")) tokens.push({ ...lexeme, is: "bare", word: "" });
    else tokens.push({ ...lexeme, word: lexeme.is === "bare" ? lexeme.text.toUpperCase() : "" });
  }
  return tokens;
}

/** Tokens as one text, keywords in capitals: equal for queries that differ in layout alone. */
export function sqlText(tokens: readonly SqlToken[], most = 100_000): string {
  let text = "";
  for (const { text: own, word } of tokens) {
    if (text.length >= most) break;
    const spelled = KEYWORDS.has(word) ? word : own;
    text += text === "" ? spelled : ` ${spelled}`;
  }
  return text.slice(0, most);
}

/** For each opening parenthesis the place of the one that closes it; the end where none does. */
export function closings(tokens: readonly SqlToken[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const open: number[] = [];
  for (const [at, { text, is }] of tokens.entries()) {
    if (is !== "mark") continue;
    if (text === "(" || text === "[") open.push(at);
    else if (text === ")" || text === "]") {
      const start = open.pop();
      if (start !== undefined) found.set(start, at);
    }
  }
  for (const start of open) found.set(start, tokens.length);
  return found;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  `ALL AND ANY AS ASC BETWEEN BY CASE CAST CREATE CROSS DELETE DESC DISTINCT ELSE END EXCEPT EXISTS FALSE FROM FULL GROUP HAVING IF IN
  INNER INSERT INTERSECT INTERVAL INTO IS JOIN LATERAL LEFT LIKE LIMIT MERGE NOT NULL OFFSET ON OR ORDER OUTER OVER OVERWRITE PARTITION
  QUALIFY REPLACE RIGHT ROWS SELECT SET TABLE THEN TRUE UNION UNNEST UPDATE USING VALUES VIEW WHEN WHERE WINDOW WITH`.split(
    /\s+/,
  ),
);
