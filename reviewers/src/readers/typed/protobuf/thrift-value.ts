import type { Value } from "../../../facts/fact.ts";
import type { LexemeWalk } from "../lexeme-walk.ts";
import { lexemeValue } from "../lexeme-text.ts";
import type { Lexeme } from "../lexemes.ts";
import { takeBrackets, takeType } from "./take.ts";
import type { Thrift } from "./thrift.ts";

/** `const i32 LIMIT = 5`, `const set<i64> BLOCKED = [1, 2]`: a setting, or a list. */
export function thriftConstant({ walk, facts, comments }: Thrift, from: number): void {
  takeType(walk);
  const name = walk.next();
  if (name?.is !== "bare" || !walk.takes("=")) return;
  const own = takeValue(walk);
  const place = { from, to: walk.line, within: [] };
  const value = thriftValue(own);
  const notes = comments.notes(from);
  if (value.is === "list") facts.list(place, { name: name.text, items: value.items, ordered: true, notes });
  else facts.setting(place, { name: name.text, value, as: "constant", notes });
}

/** The lexemes of a value: one, one with a sign, or those of brackets. */
export function takeValue(walk: LexemeWalk): readonly Lexeme[] {
  const at = walk.at;
  if (walk.sees("[") || walk.sees("{")) takeBrackets(walk);
  else if (walk.sees("-") || walk.sees("+")) {
    walk.next();
    walk.next();
  } else walk.next();
  return walk.since(at);
}

/** A list where it is one of single values. */
export function thriftValue(own: readonly Lexeme[]): Value {
  if (own[0]?.text !== "[") return lexemeValue(own);
  const items = own.slice(1, -1).filter(({ is, text }) => is !== "mark" || (text !== "," && text !== ";"));
  return items.some(({ is }) => is === "mark")
    ? lexemeValue(own)
    : { is: "list", items: items.map((one) => lexemeValue([one])) };
}
