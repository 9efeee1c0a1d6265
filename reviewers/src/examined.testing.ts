import { absentOid, parseOid } from "@countersign/core";
import type { Examined, MarkedLine } from "./contract.ts";
import { normalDecimal } from "./facts/decimal.ts";
import type { Branch, Call, Comparison, Definition, Fact, List, Setting, Value } from "./facts/fact.ts";
import { wordsOf } from "./facts/words.ts";
import type { FileKind } from "./presets/kind.ts";
import { pathNamed } from "./small-change.testing.ts";

type Placed = Partial<Pick<Fact, "from" | "to" | "within" | "test" | "language" | "by">>;

/** A value by what it looks like: numbers as numbers, `"…"` as a string, `[…]` as a list, `Upper.Case` as a name, else code. */
function value(text: string): Value {
  const decimal = normalDecimal(text);
  if (decimal !== undefined) return { is: "number", text, decimal };
  if (text === "true" || text === "false") return { is: "boolean", text };
  if (text.startsWith('"')) return { is: "string", text: text.slice(1, -1) };
  if (text.startsWith("[")) return { is: "list", items: text === "[]" ? [] : text.slice(1, -1).split(", ").map(value) };
  return /^[\w.]+$/.test(text) ? { is: "name", text } : { is: "code", text };
}

/** A name with a value. */
export function setting(
  name: string,
  text: string,
  more: Placed & Partial<Pick<Setting, "as" | "callee" | "remote" | "min" | "max" | "notes">> = {},
): Setting {
  return { ...placed(more), fact: "setting", as: "constant", notes: [], ...more, name, value: value(text) };
}

/** An ordered list. */
export function list(
  name: string,
  items: readonly string[],
  more: Placed & Partial<Pick<List, "ordered" | "notes">> = {},
): List {
  return { ...placed(more), fact: "list", ordered: true, notes: [], ...more, name, items: items.map(value) };
}

/** A call; `name=value` is a named argument. */
export function call(callee: string, args: readonly string[], more: Placed = {}): Call {
  const parts = args.map((text) => {
    const [, name, rest] = /^(\w+)=(.*)$/su.exec(text) ?? [];
    return name === undefined || rest === undefined ? { value: value(text) } : { name, value: value(rest) };
  });
  return { ...placed(more), fact: "call", ...more, callee, args: parts };
}

/** A comparison of two values. */
export function comparison(
  left: string,
  operator: Comparison["operator"],
  right: string,
  more: Placed = {},
): Comparison {
  return { ...placed(more), fact: "comparison", ...more, left: value(left), operator, right: value(right) };
}

/** A definition with a body. */
export function definition(
  name: string,
  body: string,
  more: Placed & Partial<Pick<Definition, "sort" | "types" | "notes">> = {},
): Definition {
  return { ...placed(more), fact: "definition", sort: "function", types: [], notes: [], ...more, name, body };
}

/** A branch. */
export function branch(
  when: string,
  then: string,
  more: Placed & Partial<Pick<Branch, "sort" | "otherwise">> = {},
): Branch {
  // oxlint-disable-next-line unicorn/no-thenable -- a fact's field, which nothing awaits
  return { ...placed(more), fact: "branch", sort: "if", otherwise: "", ...more, when, then };
}

/** A changed file with what each side says alone; lines are code that is no mere layout. */
export function examined(
  path: string,
  kinds: readonly FileKind[],
  base: readonly Fact[],
  result: readonly Fact[],
  lines: { readonly removed?: readonly string[]; readonly added?: readonly string[]; readonly words?: string } = {},
): Examined {
  const said = (facts: readonly Fact[]) => ({
    analysed: "syntax" as const,
    language: "scala",
    troubles: [],
    facts,
    words: new Set([...facts.flatMap((fact) => ("name" in fact ? [fact.name] : [])), ...wordsOf(lines.words ?? "")]),
  });
  const oid = parseOid("1".repeat(40), "sha1");
  return {
    entry: {
      path: pathNamed(path),
      oldMode: base.length > 0 ? "100644" : "000000",
      newMode: result.length > 0 ? "100644" : "000000",
      oldOid: base.length > 0 ? oid : absentOid("sha1"),
      newOid: result.length > 0 ? oid : absentOid("sha1"),
      oldSha256: "a".repeat(64),
      newSha256: "b".repeat(64),
    },
    path: pathNamed(path),
    kinds: new Set(kinds),
    base: said(base),
    result: said(result),
    removed: (lines.removed ?? []).map(marked),
    added: (lines.added ?? []).map(marked),
    sizes: { base: 1, result: 1 },
  };
}

function marked(text: string, index: number): MarkedLine {
  return { number: index + 1, text, sort: "code", layout: false };
}

function placed({ from = 1, to = from, within = [], test = false, language = "scala", by = "syntax" }: Placed) {
  return { from, to, within, test, language, by } as const;
}
