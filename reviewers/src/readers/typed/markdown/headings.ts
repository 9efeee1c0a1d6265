import { plainText } from "./plain-text.ts";

/** The headings above a line, outermost first. */
export class Headings {
  readonly #levels: (string | undefined)[] = [];
  #path: readonly string[] = [];

  get path(): readonly string[] {
    return this.#path;
  }

  /** Whether a line is a heading; it takes the place of those of its level and below. */
  read(line: string): boolean {
    const level = /^ {0,3}(#{1,6})(?:\s|$)/.exec(line)?.[1]?.length;
    if (level === undefined) return false;
    const title = plainText(
      line
        .trim()
        .slice(level)
        .replace(/#{1,6}$/, ""),
    );
    this.#levels.length = Math.min(this.#levels.length, level - 1);
    this.#levels[level - 1] = title;
    this.#path = this.#levels.filter((own) => own !== undefined && own !== "").map((own) => own ?? "");
    return true;
  }
}
