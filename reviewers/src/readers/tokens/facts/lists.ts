import type { List, Value } from "../../../facts/fact.ts";
import { bindingOf } from "./calls.ts";
import { KEYWORDS, PROSE } from "./keywords.ts";
import { calleeBefore } from "./names.ts";
import type { Found, Source } from "./source.ts";
import { isLiteral, itemsOf } from "./values.ts";

/** What makes a list of what it is called with. */
const MAKERS =
  /^(?:Seq|List|Vector|Array|IndexedSeq|ArrayBuffer|ListBuffer|listOf|arrayOf|mutableListOf|arrayListOf|asList|list|tuple|vec|of|Set|HashSet|TreeSet|setOf|hashSetOf|mutableSetOf|frozenset|set|Bag|copyOf|from)$/;
const UNORDERED =
  /(?:^|\.)(?:Set|HashSet|TreeSet|setOf|hashSetOf|mutableSetOf|frozenset|set)$|Set\.(?:of|copyOf|from|from_iter|new)$/;
/** Languages in which braces around items are a set. */
const BRACES_ARE_SETS = /^(?:python|starlark|clojure)$/;
/** Calls around a list that are looked through for its name. */
const MOST_OUT = 4;

/** The list that the bracket at an index opens: `[…]`, `{…}` or `(…)` of simple items, or what a maker of lists is called with. */
export function listAt(source: Source, open: number, around: string | undefined): Found<List> | undefined {
  const { tokens, pair, language } = source;
  if (PROSE.has(language) || (pair[open] ?? -1) >= tokens.length || (pair[open] ?? -1) <= open + 1) return undefined;
  const maker = makerOf(source, open);
  if (maker === undefined && !opensList(source, open)) return undefined;
  const items = itemsOf(source, open);
  if (items.length === 0 || !(maker === undefined ? isList(source, open, items) : isMade(items))) return undefined;
  const start = maker?.from ?? typeStart(source, open);
  const { name, set } = ownerOf(source, start, around);
  const ordered = !(
    set ||
    UNORDERED.test(maker?.name ?? "") ||
    (tokens[open]?.text === "{" && BRACES_ARE_SETS.test(language))
  );
  const span = [start, Math.min((pair[open] ?? open) + 1, tokens.length)] as const;
  return { fact: "list", name, items, ordered, notes: source.notes(tokens[start]?.line ?? 0), span };
}

function makerOf(source: Source, open: number): { readonly name: string; readonly from: number } | undefined {
  const { tokens, parameters, language } = source;
  // In Go a list is written in braces, and `gauge.Set(…)` is a method.
  if (tokens[open]?.text === "{" || parameters.has(open) || language === "go") return undefined;
  if (tokens[open]?.text === "[" && tokens[open - 1]?.text !== "!") return undefined;
  const callee = calleeBefore(source, open);
  const last = callee?.name.split(".").at(-1) ?? "";
  if (callee === undefined || !MAKERS.test(last)) return undefined;
  return /^(?:of|copyOf|from)$/.test(last) && !/(?:Set|List|Seq|Array|Vec)\.\w+$/i.test(callee.name)
    ? undefined
    : callee;
}

/** Whether a value may begin here, and not an index, a type, a block or a section. */
function opensList({ tokens, parameters, rowEnd, row, pair }: Source, open: number): boolean {
  const [bracket, before] = [tokens[open]?.text, tokens[open - 1]];
  if (parameters.has(open)) return false;
  if (before === undefined) return bracket === "[";
  const asked =
    before.is === "mark"
      ? /^(?:=|:=|:|,|\(|\[|\{|=>|->|\+|\+=|&|\||==|!=|&&|\|\||\?)$/.test(before.text)
      : KEYWORDS.has(before.text);
  if (bracket === "[" && row[open] === open) return (rowEnd[open] ?? 0) !== (pair[open] ?? 0) + 1 || asked;
  if (bracket === "{")
    return (
      asked ||
      before.text === "]" ||
      (before.is === "word" && /^(?:\]|>|int|float|double|auto|string)$/.test(tokens[open - 2]?.text ?? "")) ||
      before.text === ">"
    );
  return asked;
}

function isList({ tokens }: Source, open: number, items: readonly Value[]): boolean {
  const bracket = tokens[open]?.text;
  const literals = items.filter((item) => isLiteral(item)).length;
  if (bracket === "(") return items.length > 1 && literals === items.length;
  if (bracket === "{") return literals === items.length && (items.length > 1 || tokens[open - 1]?.text !== "{");
  const comprehends = items.some((item) => item.is === "code" && / for /.test(item.text));
  return !comprehends && (literals > 0 || items.length > 1 || tokens[open - 1]?.text === "=");
}

/** One list in a maker of lists is the list itself. */
function isMade(items: readonly Value[]): boolean {
  return items.length !== 1 || items[0]?.is !== "list";
}

/** Where the type begins that stands before braces: `[]string{…}`, `new int[] {…}`, `ids{…}`. */
function typeStart(source: Source, open: number): number {
  const { tokens, pair } = source;
  if (tokens[open]?.text !== "{") return open;
  let from = calleeBefore(source, open)?.from ?? open;
  if (tokens[from - 1]?.text === "]" && (pair[from - 1] ?? -1) > 0) from = pair[from - 1] ?? from;
  return tokens[from]?.text === "[" && tokens[from - 1]?.text === "map" ? from - 1 : from;
}

/** What has the list: the binding or key, through calls around it; else the callee, else the name around. */
function ownerOf(
  source: Source,
  start: number,
  around: string | undefined,
): { readonly name: string; readonly set: boolean } {
  let [at, callee, set] = [start, "", false];
  for (let step = 0; step < MOST_OUT; step += 1) {
    const name = bindingOf(source, at);
    if (name !== undefined) return { name, set };
    const open = source.parent[at] ?? -1;
    const found =
      source.tokens[open]?.text === "(" && !source.parameters.has(open) ? calleeBefore(source, open) : undefined;
    if (found === undefined) break;
    if (callee === "") [callee, set] = [found.name, UNORDERED.test(found.name)];
    at = found.from;
  }
  const braced = source.tokens[start]?.is === "word" && source.tokens[start + 1]?.text === "{";
  if (around !== undefined && /(?:^|\.)(?:from_iter|from|new|of|copyOf|collect)$/.test(callee))
    return { name: around, set };
  if (callee === "" && braced) return { name: source.tokens[start]?.text ?? "", set };
  return { name: callee === "" ? (around ?? "") : callee, set };
}
