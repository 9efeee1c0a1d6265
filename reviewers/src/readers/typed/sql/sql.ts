import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import { LexemeWalk } from "../lexeme-walk.ts";
import { lex } from "../lexemes.ts";
import type { Dialect } from "../lexemes.ts";
import type { TypedReading } from "../typed-reading.ts";
import { sqlTokens } from "./sql-tokens.ts";
import type { SqlToken } from "./sql-tokens.ts";
import { statementFacts } from "./statement.ts";

const SQL_DIALECT: Dialect = {
  bare: /[\p{L}_@$][\p{L}\p{N}_$]*|\.?\d[\w.]*(?:(?<=[eE])[-+]\d+)?/uy,
  comments: ["--", "#"],
  blocks: [["/*", "*/"]],
  quotes: [
    { open: "'", close: "'", escapes: "doubled", lines: true },
    { open: '"', close: '"', escapes: "doubled", lines: true },
    { open: "`", close: "`", escapes: "none", lines: false },
  ],
};

/** Statements of one text. */
const MOST_STATEMENTS = 10_000;

/** Reads SQL by its tokens, whatever its dialect: queries with what they select, from where, and under which conditions. */
export function readSql({ text }: SourceText): TypedReading {
  const facts = new FactCollector("sql");
  const { lexemes, comments, broken } = lex(text, SQL_DIALECT);
  if (broken[0] !== undefined) facts.trouble("opaque.parse", "a literal or comment does not end", broken[0]);
  const names = new Map<string, number>();
  for (const own of statements(sqlTokens(new LexemeWalk(lexemes)))) {
    if (names.size > MOST_STATEMENTS) {
      facts.trouble("limit.nodes", `more than ${MOST_STATEMENTS} statements`, own[0]?.line ?? 1);
      break;
    }
    statementFacts(own, { facts, comments, names });
  }
  return facts.reading();
}

const DOLLARS = /^\$\w*\$$/u;

/** Tokens between semicolons that stand in no parentheses and in no body between dollar signs (`$$ … $$`, `$body$ … $body$`). */
function statements(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const found: SqlToken[][] = [];
  let own: SqlToken[] = [];
  let depth = 0;
  let body = "";
  for (const token of tokens) {
    if (body === "" ? DOLLARS.test(token.text) : token.text === body) body = body === "" ? token.text : "";
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth = Math.max(0, depth - 1);
    if (token.text !== ";" || depth > 0 || body !== "") own.push(token);
    else {
      if (own.length > 0) found.push(own);
      own = [];
    }
  }
  return own.length === 0 ? found : [...found, own];
}
