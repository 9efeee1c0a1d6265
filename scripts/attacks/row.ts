/** A row of the catalogue of attacks. Its id is stable: it begins the name of every test that plays it. */
export type Row = {
  readonly id: string;
  readonly attack: string;
  /** What we must answer, in a word or a sentence. */
  readonly answer: string;
  /** Codes that the tests assert. */
  readonly codes: readonly string[];
  /** What the row waits for, where we do not have the part that it attacks; of a row with tests, the rest of it. */
  readonly waitsFor?: string;
  /** Whether there must be a test of it now. */
  readonly tested: boolean;
};

/** A row that has tests. */
export function row(id: string, attack: string, answer: string, codes = "", waitsFor?: string): Row {
  const list = codes.split(" ").filter((code) => code !== "");
  return { id, attack, answer, codes: list, tested: true, ...(waitsFor === undefined ? {} : { waitsFor }) };
}

/** A row whose part is not there yet. */
export function later(id: string, attack: string, answer: string, waitsFor: string): Row {
  return { id, attack, answer, codes: [], tested: false, waitsFor };
}

/** Parts that rows wait for. */
export const PAGE = "the review page";
export const WATCH = "the watch over artifacts and environments";
