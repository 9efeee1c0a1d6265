import type { Rule } from "../rule.ts";

/** Nodes of a parse in the order of their beginnings, without comments, as columns; node 0 is the root. */
export type Columns = {
  readonly count: number;
  /** Ids of node types and fields, as the grammar numbers them; field 0 is none. */
  readonly type: Uint16Array;
  readonly field: Uint16Array;
  /** UTF-16 units, the end excluded. */
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  readonly parent: Uint32Array;
  /** The first node behind a node and all that it contains. */
  readonly after: Uint32Array;
  /** First token of a node, and the first behind it. */
  readonly firstToken: Uint32Array;
  readonly endToken: Uint32Array;
};

/** What a tree needs to know of its grammar. */
export type Vocabulary = {
  readonly names: readonly string[];
  readonly named: readonly boolean[];
  readonly fields: ReadonlyMap<string, number>;
  /** What each node type means, by id. */
  readonly rules: readonly (Rule | undefined)[];
};

/** Where there is no such node. */
const NONE = -1;

/**
 * A parse as columns, detached from the parser's memory. Everything here is a loop over numbers: no recursion, whatever the depth.
 */
export class SyntaxTree {
  readonly text: string;
  readonly columns: Columns;
  readonly vocabulary: Vocabulary;
  /** All tokens with one space between two, and where each begins. */
  readonly #joined: string;
  readonly #tokenAt: Uint32Array;
  readonly #lines: Uint32Array;

  readonly #wholeLines: Uint32Array | undefined;

  /** `lines`: the line of each line of the text in a text that it is a part of. */
  constructor(
    { text, lines }: { readonly text: string; readonly lines?: Uint32Array | undefined },
    columns: Columns,
    vocabulary: Vocabulary,
    tokens: readonly string[],
  ) {
    this.text = text;
    this.#wholeLines = lines;
    this.columns = columns;
    this.vocabulary = vocabulary;
    this.#joined = tokens.join(" ");
    this.#tokenAt = new Uint32Array(tokens.length + 1);
    let at = 0;
    for (let index = 0; index < tokens.length; index += 1) {
      this.#tokenAt[index] = at;
      at += (tokens[index] ?? "").length + 1;
    }
    this.#tokenAt[tokens.length] = at;
    this.#lines = lineStarts(text);
  }

  rule(node: number): Rule | undefined {
    return node < 0 ? undefined : this.vocabulary.rules[this.columns.type[node] ?? 0];
  }

  type(node: number): string {
    return this.vocabulary.names[this.columns.type[node] ?? 0] ?? "ERROR";
  }

  named(node: number): boolean {
    return this.vocabulary.named[this.columns.type[node] ?? 0] ?? true;
  }

  parent(node: number): number {
    return node <= 0 ? NONE : (this.columns.parent[node] ?? NONE);
  }

  /** The first node that a node does not contain. */
  after(node: number): number {
    return this.columns.after[node] ?? this.columns.count;
  }

  leaf(node: number): boolean {
    return this.after(node) === node + 1;
  }

  /** Its first child with that field; NONE if it has none. */
  child(node: number, field: string): number {
    const id = this.vocabulary.fields.get(field);
    if (id === undefined || node < 0) return NONE;
    const behind = this.after(node);
    for (let child = node + 1; child < behind; child = this.after(child)) {
      if (this.columns.field[child] === id) return child;
    }
    return NONE;
  }

  /** All children, punctuation included, or those with a field. */
  *children(node: number, field?: string): Generator<number> {
    const id = field === undefined ? undefined : (this.vocabulary.fields.get(field) ?? NONE);
    if (node < 0) return;
    const behind = this.after(node);
    for (let child = node + 1; child < behind; child = this.after(child)) {
      if (id === undefined || this.columns.field[child] === id) yield child;
    }
  }

  /** Children that are no punctuation and no keyword. */
  *namedChildren(node: number): Generator<number> {
    for (const child of this.children(node)) if (this.named(child)) yield child;
  }

  firstNamed(node: number): number {
    for (const child of this.namedChildren(node)) return child;
    return NONE;
  }

  /** The first child, or grandchild where a `wrapping` child stands between, of a type. */
  ofType(node: number, type: string): number {
    for (const child of this.children(node)) if (this.type(child) === type) return child;
    return NONE;
  }

  /** Its own text as it stands. */
  source(node: number): string {
    return node < 0 ? "" : this.text.slice(this.columns.start[node], this.columns.end[node]);
  }

  /** Its tokens, one space between two, without comments; at most `longest` units. */
  code(node: number, longest: number): string {
    if (node < 0) return "";
    return this.codeOf(this.columns.firstToken[node] ?? 0, this.columns.endToken[node] ?? 0, longest);
  }

  /** Tokens of a row of siblings. */
  codeBetween(first: number, last: number, longest: number): string {
    if (first < 0 || last < 0) return "";
    return this.codeOf(this.columns.firstToken[first] ?? 0, this.columns.endToken[last] ?? 0, longest);
  }

  /** A node's tokens without those of a part of it, up to the node `until`. */
  codeWithout(node: number, part: number, longest: number, until = NONE): string {
    const { firstToken, endToken } = this.columns;
    const end = until === NONE ? (endToken[node] ?? 0) : (firstToken[until] ?? 0);
    if (part < 0) return this.codeOf(firstToken[node] ?? 0, end, longest);
    const before = this.codeOf(firstToken[node] ?? 0, firstToken[part] ?? 0, longest);
    const behind = this.codeOf(endToken[part] ?? 0, end, longest - before.length);
    return before === "" || behind === "" ? before + behind : `${before} ${behind}`;
  }

  codeOf(first: number, behind: number, longest: number): string {
    if (behind <= first) return "";
    const from = this.#tokenAt[first] ?? 0;
    const to = (this.#tokenAt[behind] ?? from + 1) - 1;
    return this.#joined.slice(from, Math.min(to, from + Math.max(longest, 0)));
  }

  /** Line of a unit, counted from 1, in the whole text. Only a line feed ends a line. */
  lineOf(unit: number): number {
    let low = 0;
    let high = this.#lines.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lines[middle] ?? 0) <= unit) low = middle;
      else high = middle;
    }
    return this.#wholeLines?.[low] ?? low + 1;
  }

  firstLine(node: number): number {
    return this.lineOf(this.columns.start[node] ?? 0);
  }

  lastLine(node: number): number {
    const start = this.columns.start[node] ?? 0;
    return this.lineOf(Math.max(start, (this.columns.end[node] ?? 0) - 1));
  }
}

function lineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
}
