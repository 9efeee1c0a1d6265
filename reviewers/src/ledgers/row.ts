import type { Path } from "@countersign/core";

/** The ledgers of a recommender. */
export type LedgerName = "parameter" | "pipeline" | "entity" | "feature" | "egress" | "model";

/** One row of a ledger, extracted from one side of one file. */
export type Row = {
  readonly path: Path;
  readonly line: number;
  /** Its last line, where it has more than one. */
  readonly to?: number;
  /** What pairs it with its like on the other side: a dotted key, `path#enclosing.name`, `path#callee(arg)`. */
  readonly key: string;
  /** The last name of the key, for pairs that moved. */
  readonly name: string;
  /** Name in a system outside the repository; pairs first. */
  readonly remote?: string;
  /** Every cell as text; numbers by `decimal` cells beside the source spelling. What is compared. */
  readonly cells: { readonly [column: string]: string };
  /** Of an ordered table: the list it stands in, and where, from 0. */
  readonly list?: string;
  readonly position?: number;
  /** Of a number on a page: the heading and the column that it stands under. */
  readonly under?: string;
  /** An entry of a table that has a name: of `LABELS = {"click": 1}` the `click`. */
  readonly entry?: true;
  /** In a test, or in a file that is one. */
  readonly test: boolean;
};

/** What became of a row. `moved` and `renamed` may have changed cells as well; `reordered` is moved in its own list. */
export type RowChange =
  | { readonly how: "added"; readonly result: Row }
  | { readonly how: "removed"; readonly base: Row }
  | {
      readonly how: "changed" | "moved" | "renamed" | "reordered";
      readonly base: Row;
      readonly result: Row;
      /** Columns whose cells differ, sorted. */
      readonly columns: readonly string[];
    };

/** The difference of every ledger, each sorted by path, line and key. */
export type LedgerChanges = { readonly [name in LedgerName]: readonly RowChange[] };
