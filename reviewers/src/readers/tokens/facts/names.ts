import { KEYWORDS } from "./keywords.ts";
import { literalText } from "./literal-text.ts";
import type { Source } from "./source.ts";

/** Steps that a chain of names is followed. */
const MOST_STEPS = 24;
const JOINTS: ReadonlySet<string> = new Set([".", "::", "?.", "->"]);
const OWN: ReadonlySet<string> = new Set(["this", "self", "cls", "@", "$"]);

/** Words that nothing is called, although what is called like other keywords may have a value (`from = 5`). */
const NO_NAMES =
  /^(?:if|else|elif|elsif|for|foreach|while|case|when|return|and|or|not|in|catch|except|try|finally|throw|new|await|yield|lambda|switch|then)$/;

/** A name and where its chain begins. */
export type Named = { readonly name: string; readonly from: number };

/** The dotted name of what is called by a bracket: arguments, indexes and types between its parts are left out. */
export function calleeBefore(source: Source, open: number): Named | undefined {
  const { tokens, pair } = source;
  const parts: string[] = [];
  let at = open - 1;
  let from = at;
  for (let step = 0; step < MOST_STEPS && at >= 0; step += 1) {
    at = skipBack(source, at);
    const token = tokens[at];
    if (token?.is !== "word" || (isKeyword(source, at) && parts.length === 0)) break;
    parts.unshift(bare(token.text));
    from = at;
    if (!JOINTS.has(tokens[at - 1]?.text ?? "")) break;
    at -= 2;
    while (at >= 0 && /^[)\]}]$/.test(tokens[at]?.text ?? "") && (pair[at] ?? -1) > 0) at = (pair[at] ?? 0) - 1;
  }
  return parts.length === 0 ? undefined : { name: parts.join("."), from };
}

/** Behind a joint a word is a member, whatever it means elsewhere: `Set::new`. */
export function isKeyword({ tokens }: Source, at: number): boolean {
  return KEYWORDS.has(tokens[at]?.text ?? "") && !JOINTS.has(tokens[at - 1]?.text ?? "");
}

/** Over what may stand between a name and its bracket: `!`, `?`, types in brackets. */
function skipBack({ tokens, pair }: Source, from: number): number {
  let at = from;
  if (tokens[at]?.text === "!" && tokens[at - 1]?.is === "word") at -= 1;
  if (tokens[at]?.text === "]" && (pair[at] ?? -1) > 0 && tokens[(pair[at] ?? 0) - 1]?.is === "word")
    at = (pair[at] ?? 0) - 1;
  if (tokens[at]?.text === ">") at = angleStart(tokens, at);
  return at;
}

/** The name before `<…>` that ends here, if it looks like types alone. */
function angleStart(tokens: Source["tokens"], from: number): number {
  let depth = 0;
  for (let at = from; at >= 0 && at > from - MOST_STEPS; at -= 1) {
    const text = tokens[at]?.text ?? "";
    if (text === ">") depth += 1;
    if (text === "<") depth -= 1;
    if (depth === 0) return tokens[at - 1]?.text === "::" ? at - 2 : at - 1;
    if (tokens[at]?.is !== "word" && !/^[<>,.[\]&?*:]|::$/.test(text)) return from;
  }
  return from;
}

/** The name that a mark such as `=` gives a value to: a chain, a quoted key, an index by a literal, a name with its type behind it. */
export function nameBefore(source: Source, mark: number): Named | undefined {
  const { tokens, cell } = source;
  const start = cell[mark] ?? 0;
  const colon = tokens[mark]?.text === ":" ? -1 : typeColon(source, start, mark);
  const end = colon === -1 ? mark : colon;
  const token = tokens[end - 1];
  if (end - 1 < start || token === undefined) return undefined;
  if (token.is === "string") return named(literalText(token.text), end - 1);
  if (token.text === ")" && token.is === "mark") return functionBefore(source, end - 1, start);
  if (token.is === "mark" && token.text === "]") return indexed(source, end - 1, start);
  return token.is === "word" && !NO_NAMES.test(token.text) ? chain(source, end - 1, start) : undefined;
}

function typeColon({ tokens, pair }: Source, start: number, mark: number): number {
  for (let at = start, step = 0; at < mark && step < 12; step += 1) {
    const text = tokens[at]?.text ?? "";
    if (text === ":" && at > start && (tokens[at - 1]?.is === "word" || tokens[at - 1]?.text === ")")) return at;
    const beyond = pair[at] ?? -1;
    at = beyond > at ? beyond + 1 : at + 1;
  }
  return -1;
}

/** `def limit(x: Int): Int = 5` gives the function's name a value. */
function functionBefore({ tokens, pair }: Source, close: number, start: number): Named | undefined {
  const open = pair[close] ?? -1;
  const token = tokens[open - 1];
  return open > start && token?.is === "word" ? named(bare(token.text), open - 1) : undefined;
}

/** `limits["max"]` is `limits.max`, `["max"]` is `max`, `sizes[]` is `sizes`. */
function indexed(source: Source, close: number, start: number): Named | undefined {
  const { tokens, pair } = source;
  const open = pair[close] ?? -1;
  if (open < start) return undefined;
  const [key] = tokens.slice(open + 1, Math.min(close, open + 2));
  const base = open - 1 >= start && tokens[open - 1]?.is === "word" ? chain(source, open - 1, start) : undefined;
  if (close - open > 2 || key === undefined || key.is === "mark") return base;
  const text = key.is === "string" ? literalText(key.text) : key.text;
  return named(base === undefined ? text : `${base.name}.${text}`, base?.from ?? open);
}

function chain({ tokens }: Source, last: number, start: number): Named | undefined {
  const parts: string[] = [];
  let at = last;
  for (let step = 0; step < MOST_STEPS && at >= start; step += 1) {
    parts.unshift(bare(tokens[at]?.text ?? ""));
    const [joint, before] = [tokens[at - 1], tokens[at - 2]];
    const adjacent =
      joint?.text === "-" && before !== undefined && touching(before, joint) && touching(joint, tokens[at]);
    if (at - 2 < start || before?.is !== "word" || !(JOINTS.has(joint?.text ?? "") || adjacent)) break;
    parts.unshift(adjacent ? "-" : ".");
    at -= 2;
  }
  const own = OWN.has(parts[0] ?? "") && parts.length > 2;
  return named((own ? parts.slice(2) : parts).join(""), at);
}

function touching(left: Source["tokens"][number], right: Source["tokens"][number] | undefined): boolean {
  return right !== undefined && left.end === right.line && left.column + left.text.length === right.column;
}

function named(name: string, from: number): Named | undefined {
  return name === "" ? undefined : { name: name.slice(0, 400), from };
}

function bare(text: string): string {
  return text.replaceAll("`", "");
}
