import type { ModelOutline } from "../outline.ts";
import { BrokenModel } from "./byte-reader.ts";

/** Parts of one model. */
const MOST_ROWS = 10_000_000;
/** Warnings of one model, and UTF-16 units of a name and of what a part says. */
const MOST_WARNINGS = 1_000;
const LONGEST_NAME = 400;
const LONGEST_SAYING = 100_000;

/** Puts an outline together; what was found before a model breaks off stays in it. */
export class OutlineBuilder {
  readonly format: string;
  readonly #inputs: string[] = [];
  readonly #outputs: string[] = [];
  readonly #sizes = new Map<string, string>();
  readonly #parts: { readonly name: string; readonly says: string }[] = [];
  readonly #warnings: { readonly code: string; readonly what: string }[] = [];
  readonly #warned = new Set<string>();
  #pointer: ModelOutline["pointer"];

  constructor(format: string) {
    this.format = format;
  }

  input(name: string): void {
    this.#inputs.push(cut(name, LONGEST_NAME));
  }

  output(name: string): void {
    this.#outputs.push(cut(name, LONGEST_NAME));
  }

  size(name: string, value: bigint | number): void {
    this.#sizes.set(name, String(value));
  }

  part(name: string, says: string): void {
    if (this.#parts.length >= MOST_ROWS) throw new BrokenModel(`more than ${MOST_ROWS} parts`, "limit.rows");
    this.#parts.push({ name: cut(name, LONGEST_NAME), says: cut(says, LONGEST_SAYING) });
  }

  pointer(digest: string, bytes: string): void {
    this.#pointer = { digest: cut(digest, LONGEST_NAME), bytes };
  }

  /** Equal warnings are one. */
  warn(code: string, what: string): void {
    const own = { code, what: cut(what, LONGEST_NAME) };
    const spelled = `${code}: ${own.what}`;
    if (this.#warned.size >= MOST_WARNINGS || this.#warned.has(spelled)) return;
    this.#warned.add(spelled);
    this.#warnings.push(own);
  }

  outline(): ModelOutline {
    return {
      format: this.format,
      inputs: this.#inputs,
      outputs: this.#outputs,
      sizes: Object.fromEntries(this.#sizes),
      parts: this.#parts,
      ...(this.#pointer === undefined ? {} : { pointer: this.#pointer }),
      warnings: this.#warnings,
    };
  }
}

function cut(text: string, most: number): string {
  return (text.length <= most ? text : `${text.slice(0, most)}…`).toWellFormed();
}
