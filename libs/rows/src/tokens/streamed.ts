import { StringStream } from "@codemirror/streamparser";
import type { StreamParser } from "@codemirror/streamparser";
import { tokenClass } from "../tokens-wire/token-class.ts";
import type { LineTokens, TokenClass } from "../tokens-wire/token-class.ts";

/** Lines between two questions whether to go on. */
const STEPS = 100;
const INDENT = 2;
const TAB = 4;

/** Tokens by a mode that reads line after line; undefined where `goOn` said no. */
export function streamed(
  mode: StreamParser<unknown>,
  text: string,
  goOn: () => boolean,
): readonly LineTokens[] | undefined {
  const state = mode.startState?.(INDENT) ?? {};
  const lines: LineTokens[] = [];
  for (const line of text.split("\n")) {
    lines.push(tokensOfLine(mode, state, line));
    if (lines.length % STEPS === 0 && !goOn()) return undefined;
  }
  return lines;
}

function tokensOfLine(mode: StreamParser<unknown>, state: unknown, line: string): LineTokens {
  if (line === "") {
    mode.blankLine?.(state, INDENT);
    return [];
  }
  const stream = new StringStream(line, TAB, INDENT);
  const tokens: number[] = [];
  while (!stream.eol()) {
    const style = takeToken(mode, stream, state);
    const kind = classOf(style);
    if (kind === undefined || stream.pos === stream.start) continue;
    const last = tokens.length - 1;
    if (tokens[last] === kind && tokens[last - 1] === stream.start) tokens[last - 1] = stream.pos;
    else tokens.push(stream.start, stream.pos, kind);
  }
  return tokens;
}

/** A mode may stand still a few times while it changes its state; one that goes on so is moved. */
function takeToken(mode: StreamParser<unknown>, stream: StringStream, state: unknown): string | null {
  for (let tries = 0; tries < 10; tries += 1) {
    stream.start = stream.pos;
    const style = mode.token(stream, state);
    if (stream.pos > stream.start) return style;
  }
  stream.next();
  return null;
}

/** By the first word of what modes answer, or by all of it. */
const CLASS_OF: { readonly [style: string]: TokenClass | undefined } = {
  annotation: "meta",
  atom: "constant",
  bool: "constant",
  builtin: "constant",
  comment: "comment",
  def: "function",
  escape: "string",
  heading: "heading",
  keyword: "keyword",
  link: "link",
  literal: "string",
  meta: "meta",
  modifier: "keyword",
  null: "constant",
  number: "number",
  property: "property",
  propertyName: "property",
  string: "string",
  tag: "keyword",
  type: "type",
  typeName: "type",
  "variableName.function": "function",
  "variableName.standard": "constant",
};

function classOf(style: string | null): number | undefined {
  const [first = ""] = (style ?? "").split(" ");
  const name = own(first) ?? own(first.split(".")[0] ?? "");
  return name === undefined ? undefined : tokenClass(name);
}

function own(style: string): TokenClass | undefined {
  return Object.hasOwn(CLASS_OF, style) ? CLASS_OF[style] : undefined;
}
