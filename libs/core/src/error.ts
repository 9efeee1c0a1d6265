/**
 * A check that failed. `code` names the check (`<area>.<what>`, stable, one per check), `detail` is a sentence for
 * people that says what was found; the remedy of each code stands in the table of codes. `facts`: what of it a program needs
 * to go on, beside the code in its answer; `remedy`: in place of the table's, where it can be filled in.
 */
export class CountersignError extends Error {
  override readonly name = "CountersignError";
  readonly code: string;
  readonly detail: string;
  readonly facts: Readonly<Record<string, number>>;
  readonly remedy: string | undefined;

  constructor(code: string, detail: string, options: ErrorOptions = {}) {
    const { facts = {}, remedy, ...others } = options;
    super(`${code}: ${detail}`, others);
    this.code = code;
    this.detail = detail;
    this.facts = facts;
    this.remedy = remedy;
  }
}

type ErrorOptions = {
  readonly cause?: unknown;
  readonly facts?: Readonly<Record<string, number>>;
  readonly remedy?: string;
};
