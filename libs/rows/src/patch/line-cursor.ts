import { CountersignError } from "@countersign/core/error";

/** Lines of a patch, one after the other. */
export class LineCursor {
  readonly #lines: readonly string[];
  #at = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** The line that comes next; undefined at the end. */
  peek(): string | undefined {
    return this.#lines[this.#at];
  }

  /** Takes the next line; `git.patch-truncated` at the end. */
  take(): string {
    const line = this.#lines[this.#at];
    if (line === undefined) throw new CountersignError("git.patch-truncated", `the patch ends in line ${this.#at + 1}`);
    this.#at += 1;
    return line;
  }

  /** Takes the next line if it begins so, and answers the rest of it. */
  takeAfter(prefix: string): string | undefined {
    const line = this.peek();
    if (line === undefined || !line.startsWith(prefix)) return undefined;
    this.#at += 1;
    return line.slice(prefix.length);
  }

  /** How many lines were taken. */
  get taken(): number {
    return this.#at;
  }

  /** Lines that were taken from there on. */
  since(start: number): readonly string[] {
    return this.#lines.slice(start, this.#at);
  }

  /** Refuses what was taken last, by its number. */
  refuse(code: string, detail: string): never {
    throw new CountersignError(code, `line ${this.#at} of the patch: ${detail}`);
  }
}
