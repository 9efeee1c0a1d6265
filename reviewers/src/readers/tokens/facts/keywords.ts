const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Words that go on with a statement behind the end of its block. */
export const CONTINUES =
  words(`else elif elsif elseif catch except finally rescue ensure while until and or otherwise yield
  of with`);

/** Words that are part of no name and no operand. */
export const KEYWORDS =
  words(`if else elif elsif elseif unless when case switch match while until for foreach do then end return
  and or not in is catch except rescue finally try throw raise new await yield lambda break continue guard where
  AND OR NOT IN WHERE SELECT FROM WHEN THEN ELSE CASE from select on ON fi done esac with import`);

/** Words that a branch begins with, and what sort it is. */
export const BRANCHES: ReadonlyMap<string, "if" | "case" | "error"> = new Map([
  ["if", "if"],
  ["elif", "if"],
  ["elsif", "if"],
  ["elseif", "if"],
  ["unless", "if"],
  ["when", "if"],
  ["guard", "if"],
  ["case", "case"],
  ["catch", "error"],
  ["except", "error"],
  ["rescue", "error"],
]);

/** Verbs that rule languages begin a condition with. */
export const RULE_VERBS =
  words(`require requires assert ensure deny allow drop hide block reject exclude include keep must forbid
  permit filter skip expect only accept demote boost downrank suppress where`);

/** Words that may stand before the word that defines. */
export const MODIFIERS =
  words(`public private protected internal static final abstract sealed override implicit lazy async export
  default pub unsafe inline virtual extern data open suspend template const constexpr partial case declare global local create or
  replace temporary temp CREATE OR REPLACE TEMPORARY __global__ __device__ __host__ __forceinline__ extern noncopyable final`);

type Sort = "function" | "type" | "rule" | "enum" | "query" | "template";

/** Words that define something by name, and its sort. */
export const DEFINES: ReadonlyMap<string, Sort> = new Map<string, Sort>([
  ...pairs("def defp fn func fun function sub proc method subroutine procedure defn defun", "function"),
  ...pairs(
    "class object trait struct interface record module mod message service impl protocol defmodule actor union",
    "type",
  ),
  ...pairs("type namespace extension mixin package_object exception", "type"),
  ...pairs("enum oneof", "enum"),
  ...pairs("rule policy", "rule"),
  ...pairs("table view TABLE VIEW query mutation", "query"),
  ...pairs("macro macro_rules defmacro", "template"),
]);

/** Languages whose functions have no word of their own. */
export const UNMARKED = words("c cpp cuda java csharp dart javascript typescript shell php");

/** Languages whose documents hold values and no code. */
export const DOCUMENTS = words("yaml toml ini hocon json pbtxt xml html markdown text terraform dockerfile css");

/** Languages of running text, where words compare nothing. */
export const PROSE = words("markdown text html xml jinja");

/** Languages whose blocks end with a word, and the words that open one: where they begin a row or a value, or anywhere. */
export const END_BLOCKS: ReadonlyMap<
  string,
  { readonly first: ReadonlySet<string>; readonly any: ReadonlySet<string> }
> = new Map([
  ["ruby", { first: words("def class module if unless while until case begin for"), any: words("do") }],
  ["lua", { first: words("if for while"), any: words("function") }],
  ["elixir", { first: words("-"), any: words("do fn") }],
  ["julia", { first: words("function if for while begin let struct module try macro"), any: words("do") }],
  ["shell", { first: words("if case"), any: words("do") }],
]);

/** Words that close such a block. */
export const ENDS = words("end fi done esac");

function pairs(text: string, sort: Sort): readonly (readonly [string, Sort])[] {
  return text.split(" ").map((word) => [word, sort] as const);
}
