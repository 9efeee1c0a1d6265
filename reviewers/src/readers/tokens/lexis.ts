/** How a language spells comments and literals. */
export type Lexis = {
  /** Marks that make the rest of the line a comment. */
  readonly line: readonly string[];
  /** Whether such a mark needs a blank in front of it, or one on both sides. */
  readonly apart: "no" | "before" | "both";
  /** Marks that do so as the first of their line. */
  readonly first: readonly string[];
  readonly block: readonly (readonly [open: string, close: string])[];
  readonly nested: boolean;
  /** A literal (`raw`: without escapes); one character; a literal if it ends on its line and does not follow a letter; never more than a mark. */
  readonly single: "string" | "character" | "closed" | "mark";
  readonly backtick: "string" | "raw" | "name" | "closed" | "mark";
  /** Whether a literal in double quotes may go on over lines. */
  readonly lines: boolean;
  /** Whether `"""` and `'''` are literals, over several lines, and comments where they stand alone. */
  readonly triple: boolean;
  readonly docstrings: boolean;
  /** Whether `\` hides the next character: in no literal, in all, or in those of double quotes alone. */
  readonly escapes: "none" | "all" | "double";
  /** Whether a word may end in `?` or `!`. */
  readonly asks: boolean;
  /** Whether `{{` and `{%` are marks of their own. */
  readonly templates: boolean;
  /** Whether `/…/` is a literal where a value is due. */
  readonly patterns: boolean;
};

const STARS = [["/*", "*/"]] as const;
const TAGS = [["<!--", "-->"]] as const;

/** What is taken for granted of a language that nobody knows. */
const UNKNOWN: Lexis = {
  line: ["//", "#", "--"],
  apart: "both",
  first: [";"],
  block: [...STARS, ...TAGS],
  nested: false,
  single: "closed",
  backtick: "closed",
  lines: false,
  triple: true,
  docstrings: true,
  escapes: "all",
  asks: false,
  templates: false,
  patterns: false,
};

const PLAIN: Lexis = { ...UNKNOWN, line: [], apart: "no", first: [], block: [], triple: false, docstrings: false };
const BRACES: Lexis = { ...PLAIN, line: ["//"], block: STARS, single: "character", backtick: "mark" };
const HASH: Lexis = { ...PLAIN, line: ["#"], apart: "before", single: "string", backtick: "mark" };
const SCRIPT: Lexis = { ...BRACES, single: "string", backtick: "string", patterns: true };
const PROSE: Lexis = { ...PLAIN, block: TAGS, single: "mark", backtick: "mark", escapes: "none" };
const PYTHON: Lexis = { ...HASH, apart: "no", backtick: "mark", triple: true, docstrings: true };

const LEXES: ReadonlyMap<string, Lexis> = new Map<string, Lexis>([
  ["c", BRACES],
  ["clojure", { ...PLAIN, line: [";"], single: "mark", backtick: "mark" }],
  ["cpp", BRACES],
  ["csharp", BRACES],
  ["css", { ...BRACES, line: [], single: "string" }],
  ["cuda", BRACES],
  ["dart", { ...BRACES, single: "string", triple: true }],
  ["dockerfile", { ...HASH, line: [], first: ["#"] }],
  ["elixir", { ...HASH, asks: true, triple: true }],
  ["erlang", { ...HASH, line: ["%"] }],
  ["go", { ...BRACES, backtick: "raw" }],
  ["graphql", { ...HASH, triple: true, docstrings: true }],
  ["groovy", { ...BRACES, single: "string", triple: true }],
  ["haskell", { ...PLAIN, line: ["--"], block: [["{-", "-}"]], nested: true, single: "character", backtick: "mark" }],
  ["hocon", { ...HASH, line: ["//", "#"], single: "closed", triple: true }],
  ["html", PROSE],
  ["ini", { ...HASH, first: [";", "#", "!"], single: "closed" }],
  ["java", { ...BRACES, triple: true }],
  ["javascript", SCRIPT],
  ["jinja", { ...PROSE, templates: true, block: [...TAGS, ["{#", "#}"]], single: "closed" }],
  ["json", { ...BRACES, single: "string" }],
  ["kotlin", { ...BRACES, nested: true, backtick: "name", triple: true }],
  ["lisp", { ...PLAIN, line: [";"], single: "mark", backtick: "mark" }],
  ["lua", { ...PLAIN, line: ["--"], block: [["--[[", "]]"]], single: "string" }],
  ["make", HASH],
  ["markdown", PROSE],
  ["pbtxt", HASH],
  ["perl", HASH],
  ["php", { ...BRACES, line: ["//", "#"], single: "string" }],
  ["proto", { ...BRACES, single: "string" }],
  ["python", PYTHON],
  ["r", { ...HASH, apart: "no", backtick: "name" }],
  ["ruby", { ...HASH, asks: true, block: [["\n=begin", "\n=end"]], patterns: true }],
  ["rust", { ...BRACES, nested: true, lines: true }],
  ["scala", { ...BRACES, nested: true, backtick: "name", triple: true }],
  ["shell", { ...HASH, escapes: "double" }],
  [
    "sql",
    {
      ...PLAIN,
      line: ["--", "#"],
      apart: "before",
      block: STARS,
      single: "string",
      backtick: "name",
      lines: true,
      escapes: "none",
    },
  ],
  ["starlark", PYTHON],
  ["swift", { ...BRACES, nested: true, single: "mark", backtick: "name", triple: true }],
  ["terraform", { ...HASH, line: ["#", "//"], block: STARS, single: "mark" }],
  ["text", { ...PROSE, block: [], first: ["#"] }],
  ["thrift", { ...BRACES, line: ["//", "#"], single: "string" }],
  ["toml", { ...HASH, apart: "no", triple: true, escapes: "double" }],
  ["typescript", SCRIPT],
  ["xml", PROSE],
  ["yaml", { ...HASH, single: "closed", escapes: "double" }],
]);

/** The lexis of a language by the name that `languageOf` gives it. */
export function lexisOf(language: string): Lexis {
  return LEXES.get(language) ?? UNKNOWN;
}

/** Whether anybody knows how the language spells its remarks. */
export function isKnown(language: string): boolean {
  return LEXES.has(language);
}
