import { lexemeText } from "../lexeme-text.ts";
import type { Lexeme } from "../lexemes.ts";
import { annotations } from "./annotations.ts";
import { takeBrackets, takeType } from "./take.ts";
import { takeValue, thriftValue } from "./thrift-value.ts";
import type { Thrift } from "./thrift.ts";

/** `1: required i64 userId = 5 (personalDataType = 'UserId'),` below a struct or a call. Passes over what is no field. */
export function thriftField({ walk, facts, comments }: Thrift, within: readonly string[]): void {
  const at = walk.at;
  const first = walk.next();
  if (first === undefined || first.is === "mark" || !/^\d/.test(first.text) || !walk.takes(":")) return;
  if (walk.sees("required") || walk.sees("optional")) walk.next();
  const typed = walk.at;
  takeType(walk);
  const types = [
    walk
      .since(typed)
      .map(({ text }) => text)
      .join(""),
  ];
  const name = walk.peek();
  if (name?.is !== "bare") return;
  walk.next();
  const given: Lexeme[] = [];
  if (walk.takes("=")) given.push(...takeValue(walk));
  const after = walk.at;
  if (walk.sees("(")) takeBrackets(walk);
  const own = walk.since(at);
  const notes = [...annotations(walk.since(after), "(", ")").map(({ text }) => text), ...comments.notes(first.line)];
  const place = { from: first.line, to: walk.line, within };
  const body = lexemeText(own.filter((one) => one !== name));
  facts.definition(place, { name: name.text, sort: "field", types, notes, body });
  if (given.length > 0) facts.setting(place, { name: name.text, value: thriftValue(given), as: "default", notes });
  if (!walk.takes(",")) walk.takes(";");
}
