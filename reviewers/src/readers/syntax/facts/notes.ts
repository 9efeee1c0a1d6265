import { LONGEST } from "../limits.ts";
import type { Comment } from "../tree/planting.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";

/** Lines of comments that belong to what follows them, and notes of one fact. */
const MOST_LINES = 12;
const MOST_NOTES = 24;
/** Units of a line that are looked at for something beside a comment. */
const BLANK = 200;

/** Comments and annotations of a tree, to be notes of what they stand beside. */
export class Notes {
  readonly #tree: SyntaxTree;
  readonly #above = new Map<number, string>();
  readonly #beside = new Map<number, string>();

  constructor(tree: SyntaxTree, comments: readonly Comment[]) {
    this.#tree = tree;
    for (const comment of comments) this.#keep(comment);
  }

  /** Annotations of a node, the comment right above it (and above its annotations), and the one on its first line. */
  of(node: number): readonly string[] {
    const outermost = this.#outermost(node);
    const annotations = this.#annotations(node, outermost);
    const line = this.#tree.firstLine(node);
    let top = this.#tree.firstLine(outermost);
    for (const annotation of annotations) top = Math.min(top, this.#tree.firstLine(annotation));
    const beside = this.#beside.get(line);
    const notes = [
      ...this.#linesAbove(top),
      ...annotations.map((one) => this.#tree.code(one, LONGEST.note)),
      ...(beside === undefined ? [] : [beside]),
    ];
    return notes.slice(0, MOST_NOTES);
  }

  /** Comments alone, for what has no annotations: an element, an argument. */
  comments(node: number): readonly string[] {
    const line = this.#tree.firstLine(node);
    const beside = this.#beside.get(line);
    const above = this.#linesAbove(line);
    return beside === undefined ? above : [...above, beside];
  }

  #linesAbove(line: number): readonly string[] {
    const lines: string[] = [];
    for (let at = line - 1; at >= line - MOST_LINES; at -= 1) {
      const note = this.#above.get(at);
      if (note === undefined) break;
      if (note !== "") lines.unshift(note);
    }
    return lines;
  }

  /** The node that begins with this one and only wraps it: an export, a decorated definition, a statement. */
  #outermost(node: number): number {
    let outermost = node;
    for (
      let parent = this.#tree.parent(node);
      parent > 0 && WRAPS.has(this.#tree.type(parent));
      parent = this.#tree.parent(parent)
    )
      outermost = parent;
    return outermost;
  }

  #annotations(node: number, outermost: number): readonly number[] {
    const found: number[] = [];
    for (let at = node; at >= outermost; at = this.#tree.parent(at)) {
      for (const child of this.#tree.namedChildren(at)) {
        if (this.#tree.rule(child)?.is === "annotation") found.push(child);
        else if (this.#tree.type(child) === "modifiers") found.push(...this.#annotationsIn(child));
        else if (found.length > MOST_NOTES || child > node) break;
      }
      if (this.#tree.type(at) === "class_parameter") break;
    }
    return [...found, ...this.#annotationsBefore(outermost)].toSorted((a, b) => a - b).slice(0, MOST_NOTES);
  }

  #annotationsIn(modifiers: number): readonly number[] {
    return [...this.#tree.namedChildren(modifiers)].filter((one) => this.#tree.rule(one)?.is === "annotation");
  }

  /** Siblings right before it that are annotations: attributes of Rust, decorators of methods. */
  #annotationsBefore(node: number): readonly number[] {
    const found: number[] = [];
    let before = this.#previous(node);
    while (before !== -1 && found.length < MOST_NOTES && this.#tree.rule(before)?.is === "annotation") {
      found.push(before);
      before = this.#previous(before);
    }
    return found;
  }

  /** The sibling right before a node: the child of its parent that contains the node before. */
  #previous(node: number): number {
    const parent = this.#tree.parent(node);
    let before = node - 1;
    if (parent < 0 || before <= parent) return -1;
    while (this.#tree.parent(before) !== parent) before = this.#tree.parent(before);
    return before;
  }

  #keep({ start, end }: Comment): void {
    const { text } = this.#tree;
    const before = text.slice(Math.max(start - BLANK, 0), start);
    const behind = text[end - 1] === "\n" ? "" : text.slice(end, end + BLANK);
    const alone = before.slice(before.lastIndexOf("\n") + 1).trim() === "" && /^[^\S\n]*(?:\n|$)/.test(behind);
    const first = this.#tree.lineOf(start);
    for (const [at, line] of text.slice(start, end).trimEnd().split("\n").entries()) {
      const note = bare(line.slice(0, LONGEST.note));
      if (alone || at > 0) this.#above.set(first + at, note);
      else this.#beside.set(first, note);
    }
  }
}

/** A line of a comment without its marks. */
function bare(line: string): string {
  return line.replace(/^[\s/*#!]{0,40}/, "").replace(/[\s*/]{0,40}$/, "");
}

const WRAPS: ReadonlySet<string> = new Set([
  "decorated_definition",
  "export_statement",
  "lexical_declaration",
  "variable_declaration",
  "field_declaration",
  "local_variable_declaration",
  "const_declaration",
  "var_declaration",
  "type_declaration",
  "expression_statement",
  "enum_case_definitions",
]);
