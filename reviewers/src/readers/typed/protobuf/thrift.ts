import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import type { Comments } from "../comments.ts";
import { LexemeWalk } from "../lexeme-walk.ts";
import { lexemeText } from "../lexeme-text.ts";
import { lex } from "../lexemes.ts";
import type { TypedReading } from "../typed-reading.ts";
import { annotations } from "./annotations.ts";
import { IDL_DIALECT } from "./dialect.ts";
import { takeBrackets } from "./take.ts";
import { thriftField } from "./thrift-field.ts";
import { thriftConstant } from "./thrift-value.ts";

/** A schema while it is read. */
export type Thrift = { readonly walk: LexemeWalk; readonly facts: FactCollector; readonly comments: Comments };

/** Reads Thrift schemas tolerantly: structs, fields with numbers, defaults and annotations, enums, constants, calls of services. */
export function readThrift({ text }: SourceText): TypedReading {
  const facts = new FactCollector("thrift");
  const { lexemes, comments, broken } = lex(text, IDL_DIALECT);
  const walk = new LexemeWalk(lexemes);
  if (broken[0] !== undefined) facts.trouble("opaque.parse", "a literal or comment does not end", broken[0]);
  while (!walk.done) topLevel({ walk, facts, comments });
  return facts.reading();
}

function topLevel(thrift: Thrift): void {
  const { walk, facts } = thrift;
  const from = walk.peek()?.line ?? walk.line;
  const word = walk.next()?.text ?? "";
  if (word === "include" || word === "cpp_include") {
    const path = walk.peek();
    if (path?.is === "string") facts.draw({ from, within: [] }, { module: walk.next()?.value ?? "" });
  } else if (/^(?:struct|union|exception|enum|senum|service)$/.test(word)) defined(thrift, word, from);
  else if (word === "const") thriftConstant(thrift, from);
  else if (word === "typedef") alias(thrift, from);
}

function defined(thrift: Thrift, word: string, from: number): void {
  const { walk, facts, comments } = thrift;
  const name = walk.peek();
  if (name?.is !== "bare") return;
  walk.next();
  const at = walk.at;
  const types: string[] = [];
  while (!walk.done && !walk.sees("{")) {
    const { text = "" } = walk.next() ?? {};
    if (text !== "extends") types.push(text);
    if (types.length > 2) return;
  }
  walk.takes("{");
  const sort = word === "enum" || word === "senum" ? "enum" : "type";
  const read = sort === "enum" ? member : word === "service" ? call : thriftField;
  while (!walk.done && !walk.takes("}")) read(thrift, [name.text]);
  const after = walk.at;
  if (walk.sees("(")) takeBrackets(walk);
  const notes = [...annotations(walk.since(after), "(", ")").map(({ text }) => text), ...comments.notes(from)];
  const body = lexemeText(walk.since(at));
  facts.definition({ from, to: walk.line, within: [] }, { name: name.text, sort, types, notes, body });
}

function member({ walk, facts, comments }: Thrift, within: readonly string[]): void {
  const name = walk.next();
  if (name === undefined || name.is === "mark") return;
  const at = walk.at;
  if (walk.takes("=")) walk.next();
  if (walk.sees("(")) takeBrackets(walk);
  const own = walk.since(at);
  const notes = [...annotations(own, "(", ")").map(({ text }) => text), ...comments.notes(name.line)];
  facts.definition(
    { from: name.line, to: walk.line, within },
    { name: name.value, sort: "member", types: [], notes, body: lexemeText(own) },
  );
}

/** `Type name(1: Type argument) throws (1: Fault fault)`; its arguments are fields below its name. */
function call(thrift: Thrift, within: readonly string[]): void {
  const { walk, facts, comments } = thrift;
  const at = walk.at;
  const from = walk.peek()?.line ?? walk.line;
  while (!walk.done && !walk.sees("(") && !walk.sees("}")) walk.next();
  const before = walk.since(at);
  const name = before.at(-1);
  if (!walk.takes("(") || name === undefined) return;
  while (!walk.done && !walk.takes(")")) thriftField(thrift, [...within, name.text]);
  if (walk.takes("throws") && walk.takes("("))
    while (!walk.done && !walk.takes(")")) thriftField(thrift, [...within, name.text, "throws"]);
  if (walk.sees("(")) takeBrackets(walk);
  const body = lexemeText(walk.since(at).filter((one) => one !== name));
  const types = [
    before
      .slice(0, -1)
      .map(({ text }) => text)
      .join(""),
  ];
  const notes = comments.notes(from);
  facts.definition({ from, to: walk.line, within }, { name: name.text, sort: "function", types, notes, body });
  if (!walk.takes(",")) walk.takes(";");
}

function alias({ walk, facts, comments }: Thrift, from: number): void {
  const at = walk.at;
  while (!walk.done && walk.peek()?.first === false && !walk.sees("(") && !walk.sees(";")) walk.next();
  const own = walk.since(at);
  const name = own.at(-1);
  if (name === undefined || own.length < 2) return;
  const type = own
    .slice(0, -1)
    .map(({ text }) => text)
    .join("");
  const notes = comments.notes(from);
  facts.definition({ from, within: [] }, { name: name.text, sort: "type", types: [type], notes, body: type });
}
