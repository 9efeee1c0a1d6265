import type { Examined } from "../contract.ts";
import type { Fact } from "../facts/fact.ts";
import type { ModelOutline } from "../readers/models/outline.ts";
import type { Row } from "./row.ts";

/** One side of a file, as a ledger reads it. */
export type Side = {
  readonly file: Examined;
  readonly facts: readonly Fact[];
  /** Every word of the side outside comments and strings. */
  readonly words: ReadonlySet<string>;
  readonly model?: ModelOutline;
};

/** Rows of one side of a file; `others` are the same side of every file of the change. */
export type Extract = (side: Side, others: readonly Side[]) => readonly Row[];

/** Whether a fact is in a test, or in a file that is one. */
export function inTest({ kinds }: Examined, fact: Pick<Fact, "test">): boolean {
  return fact.test || kinds.has("test");
}

/** `path#outer.inner.name`; in a document the dotted path of its keys. */
export function keyIn(path: string, within: readonly string[], name: string, document: boolean): string {
  const dotted = [...within, name].join(".");
  return document ? dotted : `${path}#${dotted}`;
}

/** The last name of a dotted one, without type arguments. */
export function lastName(dotted: string): string {
  const bare = dotted.replace(/[<[(].*$/su, "").trim();
  return (
    bare
      .split(/\.|::|->|\//u)
      .findLast((part) => part.trim() !== "")
      ?.trim() ?? bare
  );
}

/** Cells without those that have nothing to say. */
export function cellsOf(cells: { readonly [column: string]: string | undefined }): Row["cells"] {
  return Object.fromEntries(
    Object.entries(cells).flatMap(([column, cell]) => (cell === undefined || cell === "" ? [] : [[column, cell]])),
  );
}
