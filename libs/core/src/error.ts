/**
 * A check that failed. `code` names the check (`<area>.<what>`, stable, one per check), `detail` is a sentence for
 * people that says what was found; the remedy of each code stands in the table of codes.
 */
export class CountersignError extends Error {
  override readonly name = "CountersignError";
  readonly code: string;
  readonly detail: string;

  constructor(code: string, detail: string, options?: { readonly cause?: unknown }) {
    super(`${code}: ${detail}`, options);
    this.code = code;
    this.detail = detail;
  }
}
