/** Lines of one side of a file, counted from 1, both included. */
export type Span = { readonly from: number; readonly to: number };

/** A value as the source spells it; `decimal` is the exact number, normalised by `normalDecimal`. */
export type Value =
  | { readonly is: "number"; readonly text: string; readonly decimal: string }
  /** A literal without its quotes, escapes resolved where the language is known. */
  | { readonly is: "string"; readonly text: string }
  | { readonly is: "boolean"; readonly text: "true" | "false" }
  | { readonly is: "list"; readonly items: readonly Value[] }
  /** A reference by name, dotted: `Params.ReplyWeight`. */
  | { readonly is: "name"; readonly text: string }
  /** Anything else: its tokens, one space between two. */
  | { readonly is: "code"; readonly text: string };

/** What every fact says of its place. */
type Placed = Span & {
  /** Names around it, outermost first: classes, objects, functions; keys of a document; headings of a page. */
  readonly within: readonly string[];
  /** In code that only tests run (an inline test module, a doctest); whole test files are a kind. */
  readonly test: boolean;
  /** Language that it was read as, such as `scala`; of an embedded text the inner one. */
  readonly language: string;
  /** Whether a grammar or a typed document said so, or only a row of tokens. */
  readonly by: "syntax" | "typed" | "tokens";
};

/** A name that has a value. */
export type Setting = Placed & {
  readonly fact: "setting";
  readonly name: string;
  readonly value: Value;
  /**
   * What gives it: a document's key, a constant or variable in code, a named argument of a call (`callee`), the default of a parameter
   * or field, a table's cell in a page of text.
   */
  readonly as: "config" | "constant" | "argument" | "default" | "doc";
  readonly callee?: string;
  /** Name in a system outside the repository, by which live values override this one. */
  readonly remote?: string;
  /** Bounds that stand beside the value, normalised decimals. */
  readonly min?: string;
  readonly max?: string;
  /** Words of annotations, tags and attributes, and the comment on the line or right above. */
  readonly notes: readonly string[];
};

/** A call of something by name. Positional arguments have no name. */
export type Call = Placed & {
  readonly fact: "call";
  /** Dotted, without arguments: `statsReceiver.scope.counter`. */
  readonly callee: string;
  readonly args: readonly { readonly name?: string; readonly value: Value }[];
};

/** Something compared with something else: `author.followers < 5000`, `country == "NO"`, `id in BLOCKED`. */
export type Comparison = Placed & {
  readonly fact: "comparison";
  readonly left: Value;
  readonly operator: "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in" | "matches";
  readonly right: Value;
};

/** Elements in a literal, a chain or a data file, in their order. */
export type List = Placed & {
  readonly fact: "list";
  /** The binding, key or callee that has it; the file's name for a data file; empty where nothing names it. */
  readonly name: string;
  readonly items: readonly Value[];
  /** Whether the language keeps the order: a sequence, and not a set or a map. */
  readonly ordered: boolean;
  readonly notes: readonly string[];
};

/** Something that is defined with a name and a body: a function, a class, a message, a rule, a table, a field. */
export type Definition = Placed & {
  readonly fact: "definition";
  readonly name: string;
  readonly sort: "function" | "type" | "field" | "rule" | "enum" | "member" | "query" | "template";
  /** Types that it extends or has: `Filter`, `Feature[…, Boolean]`, `int64`. */
  readonly types: readonly string[];
  readonly notes: readonly string[];
  /** Its tokens without comments, layout and the name itself, one space between two; at most 100,000 units. */
  readonly body: string;
  /** A type that has definitions in it, which say themselves what they are: where only these differ, it is the same. */
  readonly holds?: true;
};

/** A branch: what decides, and what follows. */
export type Branch = Placed & {
  readonly fact: "branch";
  /** `if`, a guard of a case, a `when:`, a ternary; `error` where it is taken when something failed. */
  readonly sort: "if" | "case" | "error";
  /** Tokens of the condition or of what is caught. */
  readonly when: string;
  /** Tokens of what follows, and of the other way, cut to 2,000 units each. */
  readonly then: string;
  readonly otherwise: string;
};

/** A module, crate, package or file that is drawn in. */
export type Import = Placed & { readonly fact: "import"; readonly module: string };

/** What a reader understood of a text, piece by piece; the same content gives the same facts in the same order. */
export type Fact = Setting | Call | Comparison | List | Definition | Branch | Import;
