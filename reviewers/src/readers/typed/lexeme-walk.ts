import type { Trouble } from "../reading.ts";
import { DEEPEST, MOST_NODES } from "./document/node.ts";
import type { Lexeme } from "./lexemes.ts";

/** A row of lexemes that is read from left to right; the first trouble is kept, and ends the reading. */
export class LexemeWalk {
  trouble: Trouble | undefined;
  readonly #lexemes: readonly Lexeme[];
  #at = 0;
  #nodes = 0;

  constructor(lexemes: readonly Lexeme[]) {
    this.#lexemes = lexemes;
  }

  /** Nothing is left, or reading has stopped. */
  get done(): boolean {
    return this.trouble !== undefined || this.#at >= this.#lexemes.length;
  }

  /** Line on which the last lexeme that was taken ends. */
  get line(): number {
    return this.#lexemes[Math.min(this.#at, this.#lexemes.length) - 1]?.end ?? 1;
  }

  /** How many lexemes were taken; `since` gives those after a place. */
  get at(): number {
    return this.#at;
  }

  since(at: number): readonly Lexeme[] {
    return this.#lexemes.slice(at, this.#at);
  }

  peek(ahead = 0): Lexeme | undefined {
    return this.trouble === undefined ? this.#lexemes[this.#at + ahead] : undefined;
  }

  next(): Lexeme | undefined {
    const lexeme = this.peek();
    if (lexeme !== undefined) this.#at += 1;
    return lexeme;
  }

  /** Whether a mark or a bare word stands next. */
  sees(text: string, ahead = 0): boolean {
    const lexeme = this.peek(ahead);
    return lexeme !== undefined && lexeme.is !== "string" && lexeme.text === text;
  }

  /** Takes a mark or a bare word, if it stands next. */
  takes(text: string): boolean {
    if (!this.sees(text)) return false;
    this.#at += 1;
    return true;
  }

  /** Counts a node at a depth against the bounds of a document. */
  enter(depth: number): void {
    this.#nodes += 1;
    if (this.#nodes > MOST_NODES) this.stop("limit.nodes", `more than ${MOST_NODES} values`);
    if (depth > DEEPEST) this.stop("limit.depth", `more than ${DEEPEST} levels`);
  }

  /** `what` is a sentence: the text is not what its format asks for. */
  expected(what: string): void {
    this.stop("opaque.parse", `expected ${what}`);
  }

  stop(code: string, what: string): void {
    this.trouble ??= { code, what, line: this.line };
  }
}
