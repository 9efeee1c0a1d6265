/**
 * A check that failed. `code` names the check (`<area>.<what>`, stable, one per check); `detail` says in a sentence
 * for people what was found, and in decoded JSON where; text of strangers in it is made harmless for terminals and logs.
 * Nothing else is thrown on hostile input.
 */
export class AttestError extends Error {
  override readonly name = "AttestError";
  readonly code: string;
  readonly detail: string;

  constructor(code: string, detail: string, options?: { readonly cause?: unknown }) {
    const harmless = printable(detail);
    super(`${code}: ${harmless}`, options);
    this.code = code;
    this.detail = harmless;
  }
}

const LONGEST = 500;

/** Without control, format and separator characters, which could move a cursor, turn the writing or forge a line. */
function printable(detail: string): string {
  const short = detail.length > LONGEST ? `${detail.slice(0, LONGEST)}…` : detail;
  return short.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
