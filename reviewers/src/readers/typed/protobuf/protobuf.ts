import type { SourceText } from "../../reading.ts";
import { FactCollector } from "../collector.ts";
import type { Comments } from "../comments.ts";
import { LexemeWalk } from "../lexeme-walk.ts";
import { lexemeText, lexemeValue } from "../lexeme-text.ts";
import { lex } from "../lexemes.ts";
import type { Lexeme } from "../lexemes.ts";
import type { TypedReading } from "../typed-reading.ts";
import { annotations } from "./annotations.ts";
import { IDL_DIALECT } from "./dialect.ts";

type Schema = { readonly walk: LexemeWalk; readonly facts: FactCollector; readonly comments: Comments };

/** Reads protobuf schemas tolerantly: messages, fields with their numbers and options, enums, calls of services. */
export function readProtobuf({ text }: SourceText): TypedReading {
  const facts = new FactCollector("protobuf");
  const { lexemes, comments, broken } = lex(text, IDL_DIALECT);
  const walk = new LexemeWalk(lexemes);
  if (broken[0] !== undefined) facts.trouble("opaque.parse", "a literal or comment does not end", broken[0]);
  while (!walk.done) block({ walk, facts, comments }, [], "type", 0);
  if (walk.trouble !== undefined) facts.trouble(walk.trouble.code, walk.trouble.what, walk.trouble.line);
  return facts.reading();
}

const BLOCKS: { readonly [word: string]: "type" | "enum" } = {
  message: "type",
  enum: "enum",
  service: "type",
  group: "type",
};

/** Statements up to a closing brace, which is taken. */
function block(schema: Schema, within: readonly string[], sort: "type" | "enum", depth: number): void {
  const { walk } = schema;
  walk.enter(depth);
  while (!walk.done && !walk.takes("}")) {
    const kind = BLOCKS[walk.peek()?.text ?? ""];
    if (kind !== undefined && walk.peek(1)?.is === "bare" && walk.sees("{", 2)) defined(schema, within, kind, depth);
    else if (walk.sees("oneof") || walk.sees("extend")) inside(schema, within, depth);
    else statement(schema, within, sort);
  }
}

function defined(schema: Schema, within: readonly string[], sort: "type" | "enum", depth: number): void {
  const { walk, facts, comments } = schema;
  const start = walk.next();
  const name = walk.next();
  if (start === undefined || name === undefined) return;
  const at = walk.at;
  walk.next();
  block(schema, [...within, name.text], sort, depth + 1);
  const body = lexemeText(walk.since(at));
  const notes = comments.notes(start.line);
  facts.definition({ from: start.line, to: walk.line, within }, { name: name.text, sort, types: [], notes, body });
}

/** Fields of a `oneof` are fields of its message; those of an extension belong to what is extended. */
function inside(schema: Schema, within: readonly string[], depth: number): void {
  const { walk } = schema;
  const word = walk.next()?.text;
  const name: string[] = [];
  while (!walk.done && !walk.sees("{") && !walk.sees(";")) name.push(walk.next()?.text ?? "");
  if (walk.takes("{")) block(schema, word === "oneof" ? within : [name.join("")], "type", depth + 1);
  else walk.takes(";");
}

/** One statement with its semicolon, or with the braces that end it. */
function statement({ walk, facts, comments }: Schema, within: readonly string[], sort: "type" | "enum"): void {
  const at = walk.at;
  for (let open = 0; !walk.done && !(open === 0 && (walk.sees(";") || walk.sees("}")));) {
    if (walk.sees("{") || walk.sees("[") || walk.sees("(")) open += 1;
    if (walk.sees("}") || walk.sees("]") || walk.sees(")")) open = Math.max(0, open - 1);
    const closed = walk.next();
    if (open === 0 && closed?.text === "}") break;
  }
  const own = walk.since(at);
  walk.takes(";");
  const [first, second] = own;
  if (first === undefined) return;
  const place = { from: first.line, to: own.at(-1)?.end ?? first.line, within };
  if (first.text === "import") facts.draw(place, { module: own.find(({ is }) => is === "string")?.value ?? "" });
  else if (first.text === "option") option(facts, place, own);
  else if (first.text === "rpc" && second !== undefined) {
    const types = own.filter(({ is }, index) => is === "bare" && index > 1).map(({ text }) => text);
    const body = lexemeText(own.filter((one) => one !== second));
    facts.definition(place, { name: second.text, sort: "function", types, notes: comments.notes(first.line), body });
  } else if (first.text !== "syntax" && first.text !== "package" && first.text !== "edition")
    field(facts, place, own, sort, comments.notes(first.line));
}

type Place = { readonly from: number; readonly to: number; readonly within: readonly string[] };

function option(facts: FactCollector, place: Place, own: readonly Lexeme[]): void {
  const equals = own.findIndex(({ text }) => text === "=");
  if (equals < 2) return;
  const name = own.slice(1, equals).map(({ text }) => text);
  facts.setting(place, { name: name.join(""), value: lexemeValue(own.slice(equals + 1)), as: "config" });
}

/** `optional string name = 3 [(pii) = true, default = "x"]`; of an enum `NAME = 3`. */
function field(
  facts: FactCollector,
  place: Place,
  own: readonly Lexeme[],
  sort: "type" | "enum",
  comments: readonly string[],
): void {
  const equals = own.findIndex(({ is, text }) => is === "mark" && text === "=");
  const name = own[equals - 1];
  if (name === undefined) return;
  const options = annotations(own.slice(equals + 1), "[", "]");
  facts.definition(place, {
    name: name.text,
    sort: sort === "enum" ? "member" : "field",
    types: typesOf(own.slice(0, equals - 1)),
    notes: [...options.map(({ text }) => text), ...comments],
    body: lexemeText(own.filter((one) => one !== name)),
  });
  const given = options.find((one) => one.name === "default");
  if (given !== undefined)
    facts.setting(place, { name: name.text, value: given.value, as: "default", notes: comments });
}

function typesOf(before: readonly Lexeme[]): readonly string[] {
  const own = before.filter(({ text }) => !/^(?:optional|required|repeated)$/.test(text));
  return own.length === 0 ? [] : [own.map(({ text }) => text).join("")];
}
