import type { SyntaxTree } from "../tree/syntax-tree.ts";

/** Units of a literal's content. */
const LONGEST_TEXT = 100_000;

/**
 * The content of a literal as it stands in the text: without quotes and prefixes (`r#"…"#`, `"""…"""`, `f'…'`, backticks, `s"…"`), escapes
 * resolved unless it is raw. What is interpolated stays as it is spelled.
 */
export function stringContent(literal: string): string {
  const opening = /^([A-Za-z]{0,12})(#{0,8})("""|'''|"|'|`)/.exec(literal.slice(0, 24));
  if (opening === null) return literal.slice(0, LONGEST_TEXT);
  const [before = "", prefix = "", hashes = "", quote = ""] = opening;
  const closing = quote + hashes;
  const long = literal.length >= before.length + closing.length && literal.endsWith(closing);
  const content = literal.slice(before.length, long ? -closing.length : undefined).slice(0, LONGEST_TEXT);
  const raw = hashes !== "" || RAW.test(prefix) || quote === "`";
  return raw ? content : content.replaceAll(ESCAPE, resolved);
}

/** A literal's content; of literals that follow each other, all of it. */
export function textOf(tree: SyntaxTree, node: number): string {
  const rule = tree.rule(node);
  if (rule?.is !== "string" || rule.parts !== true) return stringContent(tree.source(node));
  return [...tree.namedChildren(node)].map((part) => stringContent(tree.source(part))).join("");
}

const RAW = /^(?:[bBfFuUcC]?[rR][bBfF]?|raw)$/;
const ESCAPE = /\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|\r?\n[ \t]{0,200}|([\s\S]))/g;

const SHORT: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["0", "\0"],
  ["b", "\b"],
  ["f", "\f"],
]);

function resolved(_: string, braced?: string, four?: string, two?: string, letter?: string): string {
  const hexadecimal = braced ?? four ?? two;
  if (hexadecimal === undefined) return letter === undefined ? "" : (SHORT.get(letter) ?? letter);
  const point = Number.parseInt(hexadecimal, 16);
  return point <= 0x10_ff_ff ? String.fromCodePoint(point) : "�";
}
