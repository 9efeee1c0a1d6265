import { extension, fileName } from "../../content/names.ts";

/** Extensions by language; one that is in no row gives a language of its own name. */
const EXTENSIONS: { readonly [language: string]: string } = {
  c: "c h",
  clojure: "clj cljs cljc edn",
  cpp: "cc cpp cxx hh hpp hxx ipp inl m mm",
  csharp: "cs",
  cuda: "cu cuh",
  dockerfile: "dockerfile containerfile",
  elixir: "ex exs",
  erlang: "erl hrl",
  go: "go",
  graphql: "graphql gql",
  haskell: "hs",
  hocon: "conf hocon",
  html: "html htm vue svelte",
  ini: "ini cfg properties env editorconfig gitconfig",
  java: "java",
  javascript: "js mjs cjs jsx",
  jinja: "j2 jinja jinja2",
  json: "json jsonc json5 ndjson jsonl ipynb",
  kotlin: "kt kts",
  lisp: "lisp el scm rkt",
  lua: "lua",
  make: "mk makefile",
  markdown: "md markdown mdx rst",
  perl: "pl pm",
  php: "php",
  pbtxt: "pbtxt textproto prototxt",
  proto: "proto",
  python: "py pyi pyx",
  r: "r",
  ruby: "rb rake gemspec",
  rust: "rs",
  scala: "scala sc sbt",
  shell: "sh bash zsh fish",
  sql: "sql ddl hql",
  starlark: "bzl bazel star build workspace sky",
  swift: "swift",
  terraform: "tf hcl tfvars",
  text: "txt text list csv tsv",
  thrift: "thrift",
  toml: "toml",
  typescript: "ts mts cts tsx",
  xml: "xml svg xsd pom xhtml plist",
  yaml: "yaml yml",
};

const LANGUAGES: ReadonlyMap<string, string> = new Map(
  Object.entries(EXTENSIONS).flatMap(([language, names]) => names.split(" ").map((name) => [name, language] as const)),
);

/**
 * The language that a file is written in, told by its name alone: `scala`, `yaml`, `markdown`. An unknown extension is a language of its
 * own (`lmr`); a name without one is told by the name (`Makefile`), and else empty.
 */
export function languageOf(path: string): string {
  const name = fileName(path).toLowerCase();
  const ending = extension(path).toLowerCase();
  return LANGUAGES.get(ending) ?? LANGUAGES.get(name) ?? (/^[a-z\d_+-]{1,20}$/.test(ending) ? ending : "");
}
