import type { Definition } from "../../../facts/fact.ts";
import { blockOf } from "./blocks.ts";
import type { Block } from "./blocks.ts";
import { BRANCHES, DEFINES, KEYWORDS, MODIFIERS, PROSE, UNMARKED } from "./keywords.ts";
import { literalText } from "./literal-text.ts";
import type { Found, Source } from "./source.ts";
import { basesOf, typesOf } from "./types.ts";

/** Units of a body; tokens of a head. */
const LONGEST_BODY = 100_000;
const MOST_STEPS = 60;

/** A definition and where it ends; `open` and `brace` are the brackets of its parameters and its body. */
export type Defined = Found<Definition> & { readonly end: number; readonly open?: number; readonly brace?: number };

/** What is defined by the row that begins at an index. */
export function definitionAt(source: Source, row: number): Defined | undefined {
  if (PROSE.has(source.language)) return undefined;
  const at = behindModifiers(source, row);
  if (at >= (source.rowEnd[row] ?? at)) return undefined;
  return byWord(source, row, at) ?? byShape(source, row, at);
}

function behindModifiers({ tokens, pair }: Source, row: number): number {
  let at = row;
  for (let step = 0; step < 16; step += 1) {
    const text = tokens[at]?.text ?? "";
    const beyond = pair[at + 1] ?? -1;
    if (text === "@" && tokens[at + 1]?.is === "word")
      at = (pair[at + 2] ?? -1) > at + 2 ? (pair[at + 2] ?? at) + 1 : at + 2;
    else if ((text === "#" || text === "#!") && tokens[at + 1]?.text === "[" && beyond > at) at = beyond + 1;
    else if (text === "case" && !/^(?:class|object)$/.test(tokens[at + 1]?.text ?? "")) break;
    else if (MODIFIERS.has(text) || (text === "enum" && tokens[at + 1]?.text === "class")) at += 1;
    else if (text === "(" && at > row && (pair[at] ?? -1) === at + 2) at += 3;
    else if (text === "[" && at > row && (pair[at] ?? -1) > at) at = (pair[at] ?? at) + 1;
    else break;
  }
  return at;
}

/** `def name`, `class Name`, `func (r *T) Name`, `impl A for B`, `rule "name"`. */
function byWord(source: Source, row: number, at: number): Defined | undefined {
  const { tokens, pair } = source;
  const sort = tokens[at]?.is === "word" ? DEFINES.get(tokens[at]?.text ?? "") : undefined;
  if (sort === undefined) return undefined;
  let name = at + 1;
  if (tokens[name]?.text === "(" && (pair[name] ?? -1) > name) name = (pair[name] ?? name) + 1;
  if (tokens[name]?.text === "<" || tokens[name]?.text === "!") name = nextName(source, name);
  if (tokens[at]?.text === "impl") name = lastName(source, name);
  while (/^(?:\.|::)$/.test(tokens[name + 1]?.text ?? "") && tokens[name + 2]?.is === "word") name += 2;
  const token = tokens[name];
  if (token === undefined || (token.is !== "word" && token.is !== "string") || KEYWORDS.has(token.text))
    return undefined;
  if (/^[=:]$/.test(tokens[at + 1]?.text ?? "") || (tokens[name + 1]?.text === "=" && tokens[at]?.text !== "type"))
    return undefined;
  return defined(source, row, at, name, sort, []);
}

function nextName({ tokens }: Source, from: number): number {
  let at = from;
  while (
    at < from + 12 &&
    (tokens[at]?.is !== "word" || tokens[at - 1]?.text !== (tokens[from]?.text === "!" ? "!" : ">"))
  )
    at += 1;
  return at;
}

/** `impl<T> A for B` defines for B. */
function lastName({ tokens }: Source, from: number): number {
  for (let at = from; at < from + MOST_STEPS && tokens[at]?.text !== "{"; at += 1)
    if (tokens[at]?.text === "for") return at + 1;
  return from;
}

/** Words before a name that give it a value or a type, or go on with the head of a type on its next line. */
const NAMES_NO_RULE = /^(?:let|var|val|const|struct|extends|with|implements|throws|derives|where)$/;

/** `int f(int x) {` in languages without a word for it; `rule eligible {`, `source "fresh" {` in any. */
function byShape(source: Source, row: number, at: number): Defined | undefined {
  const { tokens, pair, language } = source;
  const [first, second, third] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (first?.is !== "word" || KEYWORDS.has(first.text) || BRANCHES.has(first.text)) return undefined;
  const named = second?.is === "word" || second?.is === "string";
  if (named && !KEYWORDS.has(second.text) && third?.text === "{" && !NAMES_NO_RULE.test(first.text))
    return defined(source, row, at, at + 1, "rule", [first.text]);
  if (!UNMARKED.has(language)) return undefined;
  for (let index = at, step = 0; step < 24; step += 1) {
    const token = tokens[index];
    if (
      token === undefined ||
      (token.is === "mark" && /^(?:=|;|\{|\}|\.|:)$/.test(token.text)) ||
      KEYWORDS.has(token.text)
    )
      return undefined;
    const beyond = pair[index] ?? -1;
    if (token.text === "(" && beyond > index && index > at) {
      const name = tokens[index - 1]?.is === "word" ? index - 1 : -1;
      return name === -1 || !opensBody(source, beyond) ? undefined : defined(source, row, at, name, "function", []);
    }
    index = beyond > index ? beyond + 1 : index + 1;
  }
  return undefined;
}

/** Whether behind the parameters a body opens, over what may be said of result and errors. */
function opensBody({ tokens, pair }: Source, close: number): boolean {
  for (let at = close + 1, step = 0; step < 16; step += 1) {
    const token = tokens[at];
    if (token?.text === "{") return true;
    if (token?.is !== "word" && !/^(?::|,|->|<|>|\?|&|\*|::|\||\(|\[|\])$/.test(token?.text ?? "")) return false;
    const beyond = pair[at] ?? -1;
    at = beyond > at ? beyond + 1 : at + 1;
  }
  return false;
}

function defined(
  source: Source,
  row: number,
  word: number,
  name: number,
  sort: Definition["sort"],
  before: readonly string[],
): Defined {
  const { tokens, pair, spelling, rowEnd, language } = source;
  const token = tokens[name];
  const text = token?.is === "string" ? literalText(token.text) : (token?.text ?? "").replaceAll("`", "");
  let open = name + 1;
  while (tokens[open]?.text === "[" && (pair[open] ?? -1) > open) open = (pair[open] ?? open) + 1;
  const parameters = tokens[open]?.text === "(" && (pair[open] ?? -1) > open ? open : undefined;
  const end = Math.min(rowEnd[row] ?? name, tokens.length);
  const found = blockOf(source, word, name + 1);
  const block: Block = found ?? { from: name + 1, to: end, after: end };
  const behind = parameters === undefined ? name + 1 : (pair[open] ?? open) + 1;
  const bases = sort === "type" && language === "python" && parameters !== undefined ? basesOf(source, open) : [];
  const types = [...before, ...bases, ...typesOf(source, behind, found?.from ?? end)];
  const body = spelling.join(name + 1, Math.max(block.to, end), LONGEST_BODY, text);
  const notes = source.notes(tokens[row]?.line ?? 0);
  const last = Math.max(block.after, end);
  const said = { fact: "definition", name: text.slice(0, 300), sort, types, notes, body, end: last } as const;
  return {
    ...said,
    span: [row, last],
    ...(parameters === undefined ? {} : { open: parameters }),
    ...(tokens[block.from - 1]?.text === "{" ? { brace: block.from - 1 } : {}),
  };
}
