import type { Parser } from "@lezer/common";
import { parser as go } from "@lezer/go";
import { parser as java } from "@lezer/java";
import { parser as javascript } from "@lezer/javascript";
import { parser as json } from "@lezer/json";
import { GFM, parser as markdown } from "@lezer/markdown";
import { parser as python } from "@lezer/python";
import { parser as rust } from "@lezer/rust";
import { parser as yaml } from "@lezer/yaml";
import type { StreamParser } from "@codemirror/streamparser";
import { c, cpp, kotlin, scala } from "@codemirror/legacy-modes/mode/clike";
import { properties } from "@codemirror/legacy-modes/mode/properties";
import { protobuf } from "@codemirror/legacy-modes/mode/protobuf";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import { standardSQL } from "@codemirror/legacy-modes/mode/sql";
import { toml } from "@codemirror/legacy-modes/mode/toml";

/** How a language is read: by a grammar, or by a mode that goes through the lines. */
type Reading = { readonly grammar: Parser; readonly tooDeep?: RegExp } | { readonly mode: StreamParser<unknown> };

/** Quotes and lists in one another: the grammar goes through all of them for each line. */
const MARKDOWN_TOO_DEEP = /^(?:[ \t]*[>*+-]){100}/m;

/** Languages by name, with the endings of file names that are written in them. */
const LANGUAGES = {
  c: ["c h", { mode: c }],
  cpp: ["cc cpp cxx hh hpp hxx cu cuh", { mode: cpp }],
  go: ["go", { grammar: go }],
  ini: ["ini cfg properties env", { mode: properties }],
  java: ["java", { grammar: java }],
  javascript: ["js mjs cjs", { grammar: javascript }],
  json: ["json jsonl ndjson ipynb", { grammar: json }],
  jsx: ["jsx", { grammar: javascript.configure({ dialect: "jsx" }) }],
  kotlin: ["kt kts", { mode: kotlin }],
  markdown: ["md markdown", { grammar: markdown.configure(GFM), tooDeep: MARKDOWN_TOO_DEEP }],
  proto: ["proto", { mode: protobuf }],
  python: ["py pyi bzl star", { grammar: python }],
  rust: ["rs", { grammar: rust }],
  scala: ["scala sc sbt", { mode: scala }],
  shell: ["sh bash", { mode: shell }],
  sql: ["sql ddl hql", { mode: standardSQL }],
  toml: ["toml", { mode: toml }],
  tsx: ["tsx", { grammar: javascript.configure({ dialect: "jsx ts" }) }],
  typescript: ["ts mts cts", { grammar: javascript.configure({ dialect: "ts" }) }],
  yaml: ["yaml yml", { grammar: yaml }],
} as const satisfies Readonly<Record<string, readonly [string, Reading]>>;

/** A language that is highlighted. */
export type Language = keyof typeof LANGUAGES;

const BY_ENDING: ReadonlyMap<string, Language> = new Map(
  Object.keys(LANGUAGES).flatMap((name) =>
    isLanguage(name) ? LANGUAGES[name][0].split(" ").map((ending) => [ending, name] as const) : [],
  ),
);

function isLanguage(name: string): name is Language {
  return Object.hasOwn(LANGUAGES, name);
}

/**
 * The language of a file, by the ending of its name alone; undefined where there is no grammar. Only colours depend on it: what a file is
 * for, and how it is analysed, is said elsewhere.
 */
export function languageOf(path: string): Language | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return name.includes(".") ? BY_ENDING.get(name.slice(name.lastIndexOf(".") + 1)) : undefined;
}

/** How a language is read. */
export function readingOf(language: Language): Reading {
  return LANGUAGES[language][1];
}
