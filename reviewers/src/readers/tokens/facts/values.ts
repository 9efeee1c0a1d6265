import { normalDecimal } from "../../../facts/decimal.ts";
import type { Value } from "../../../facts/fact.ts";
import { DOCUMENTS, KEYWORDS } from "./keywords.ts";
import { literalText } from "./literal-text.ts";
import type { Source } from "./source.ts";

/** Units of code as a value; tokens of a name and of arithmetic; items of a list, and depth of lists in lists. */
const LONGEST_CODE = 1_000;
const LONGEST_NAME = 32;
const LONGEST_SUM = 40;
const MOST_ITEMS = 50_000;
const DEEPEST = 3;

const JOINTS: ReadonlySet<string> = new Set([".", "::", "?.", "->"]);

/** What the tokens from an index to before another stand for. */
export function valueOf(source: Source, from: number, to: number, depth = 0): Value {
  const { tokens } = source;
  const first = tokens[from];
  if (first !== undefined && to - from === 1) {
    if (first.is === "string") return { is: "string", text: literalText(first.text) };
    const truth = /^(?:true|false)$/i.exec(first.text)?.[0].toLowerCase();
    if (truth === "true" || truth === "false") return { is: "boolean", text: truth };
  }
  return (
    numberOf(source, from, to) ??
    listOf(source, from, to, depth) ??
    nameOf(source, from, to) ?? { is: "code", text: source.spelling.join(from, to, LONGEST_CODE) }
  );
}

/** Whether a value is spelled where it stands, lists included. */
export function isLiteral(value: Value): boolean {
  return value.is !== "name" && value.is !== "code";
}

function numberOf({ tokens, spelling, language }: Source, from: number, to: number): Value | undefined {
  if (to - from > LONGEST_SUM) return undefined;
  let numbers = 0;
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    if (token?.is === "number") numbers += 1;
    else if (token?.is !== "mark" || !/^(?:[-+*()−]|<<)$/.test(token.text)) return undefined;
    if (numbers > 1 && token.is === "number" && /^0\d/.test(token.text)) return undefined;
  }
  const text = to - from === 1 ? (tokens[from]?.text ?? "") : spelling.join(from, to, 400);
  const signed = to - from === 2 ? text.replace(" ", "") : text;
  const decimal = normalDecimal(signed, DOCUMENTS.has(language) ? "data" : "code");
  return decimal === undefined ? undefined : { is: "number", text: signed, decimal };
}

/** `[…]` and braces of simple items; what a maker of lists is called with is read by who knows its name. */
function listOf(source: Source, from: number, to: number, depth: number): Value | undefined {
  const { tokens, pair } = source;
  const open = tokens[from]?.text;
  if (depth >= DEEPEST || (open !== "[" && open !== "{" && open !== "(") || pair[from] !== to - 1) return undefined;
  const items = itemsOf(source, from, depth + 1);
  if (open === "[") return { is: "list", items };
  const simple = items.length > 1 && items.every((item) => isLiteral(item));
  return simple ? { is: "list", items } : undefined;
}

/** The values between the commas of a bracket. */
export function itemsOf(source: Source, open: number, depth = 1): readonly Value[] {
  return cellsOf(source, open).map(([from, to]) => valueOf(source, from, to, depth));
}

/** Where the cells of a bracket begin and end; those without a token are left out. */
export function cellsOf(
  { tokens, pair, cellEnd }: Source,
  open: number,
): readonly (readonly [from: number, to: number])[] {
  const close = Math.min(pair[open] ?? 0, tokens.length);
  const cells: (readonly [number, number])[] = [];
  for (let at = open + 1; at < close && cells.length < MOST_ITEMS;) {
    const end = Math.min(cellEnd[at] ?? close, close);
    if (end > at) cells.push([at, end]);
    const separated = end === at || /^[,;]$/.test(tokens[end]?.text ?? "");
    at = separated ? end + 1 : end;
  }
  return cells;
}

function nameOf({ tokens }: Source, from: number, to: number): Value | undefined {
  if (to - from > LONGEST_NAME || to <= from) return undefined;
  const parts: string[] = [];
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    const joint = (at - from) % 2 === 1;
    if (token === undefined || (joint ? !JOINTS.has(token.text) : token.is !== "word")) return undefined;
    if (!joint && KEYWORDS.has(token.text) && from === to - 1) return undefined;
    if (!joint) parts.push(token.text.replaceAll("`", ""));
  }
  return (to - from) % 2 === 1 ? { is: "name", text: parts.join(".") } : undefined;
}
