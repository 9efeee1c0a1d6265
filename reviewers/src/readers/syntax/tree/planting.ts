import { Column } from "./column.ts";
import type { Columns, Vocabulary } from "./syntax-tree.ts";

/** A comment as it stands in the text; UTF-16 units, the end excluded. */
export type Comment = { readonly start: number; readonly end: number };

/** Id of the type of nodes that fit no construct. */
const ERROR = 65_535;

/**
 * Takes nodes in the order of a walk and makes columns of them. Comments are set apart; a string literal is one token; text between
 * two leaves that no node has is a token too, so that none of the text is lost.
 */
export class Planting {
  readonly #text: string;
  readonly #vocabulary: Vocabulary;
  readonly #type = new Column(Uint16Array);
  readonly #field = new Column(Uint16Array);
  readonly #start = new Column(Uint32Array);
  readonly #end = new Column(Uint32Array);
  readonly #parent = new Column(Uint32Array);
  readonly #after = new Column(Uint32Array);
  readonly #firstToken = new Column(Uint32Array);
  readonly #endToken = new Column(Uint32Array);
  readonly #open: number[] = [];
  readonly #tokens: string[] = [];
  readonly #comments: Comment[] = [];
  /** Unit up to which the text is covered by tokens and comments. */
  #covered = 0;
  /** A token of several nodes that is open, by its node. */
  #whole = -1;
  #broken = 0;
  #firstBroken = -1;

  constructor(text: string, vocabulary: Vocabulary) {
    this.#text = text;
    this.#vocabulary = vocabulary;
  }

  get count(): number {
    return this.#type.length;
  }

  /** A node begins. False for a comment, which is not entered and not left. */
  enter(type: number, start: number, end: number, field: number): boolean {
    const is = this.#vocabulary.rules[type]?.is;
    if (is === "comment") {
      this.#fill(start);
      this.#comments.push({ start, end });
      this.#covered = Math.max(this.#covered, end);
      return false;
    }
    const node = this.#type.length;
    if (this.#whole === -1) this.#fill(start);
    this.#type.push(type);
    this.#field.push(field);
    this.#start.push(start);
    this.#end.push(end);
    this.#parent.push(this.#open.at(-1) ?? 0);
    this.#after.push(0);
    this.#firstToken.push(this.#tokens.length);
    this.#endToken.push(0);
    this.#open.push(node);
    if (is === "string" && this.#whole === -1) this.#whole = node;
    return true;
  }

  /** The innermost open node ends. */
  leave(): void {
    const node = this.#open.pop() ?? 0;
    const end = this.#end.get(node);
    if (this.#whole === node) {
      this.#whole = -1;
      this.#take(this.#start.get(node), end);
    } else if (this.#whole === -1) {
      if (this.#type.length === node + 1) this.#leaf(node, end);
      else this.#fill(end);
    }
    this.#after.set(node, this.#type.length);
    this.#endToken.set(node, this.#tokens.length);
  }

  finish(): {
    readonly columns: Columns;
    readonly tokens: readonly string[];
    readonly comments: readonly Comment[];
    readonly brokenUnits: number;
    readonly firstBroken: number;
  } {
    const columns = {
      count: this.#type.length,
      type: this.#type.cut(),
      field: this.#field.cut(),
      start: this.#start.cut(),
      end: this.#end.cut(),
      parent: this.#parent.cut(),
      after: this.#after.cut(),
      firstToken: this.#firstToken.cut(),
      endToken: this.#endToken.cut(),
    };
    const firstBroken = Math.max(this.#firstBroken, 0);
    return { columns, tokens: this.#tokens, comments: this.#comments, brokenUnits: this.#broken, firstBroken };
  }

  #leaf(node: number, end: number): void {
    const start = this.#start.get(node);
    this.#take(start, end);
    const above = this.#open.at(-1);
    if (this.#type.get(node) !== ERROR && (above === undefined || this.#type.get(above) !== ERROR)) return;
    this.#broken += end - start;
    if (this.#firstBroken === -1) this.#firstBroken = start;
  }

  #take(start: number, end: number): void {
    if (end > start) this.#tokens.push(this.#text.slice(start, end));
    this.#covered = Math.max(this.#covered, end);
  }

  /** What stands before `start` and in no node, if it is more than layout. */
  #fill(start: number): void {
    if (start <= this.#covered) return;
    const between = this.#text.slice(this.#covered, start).trim();
    if (between !== "") this.#tokens.push(between);
    this.#covered = start;
  }
}
