import { fieldOf } from "../session/listed-page.ts";
import { shortChange } from "./short-change.ts";

/** One table of old and new values: rows of tests and of generated files last, otherwise in the packet's order. */
export type Ledger = {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly LedgerRow[];
  /** Rows that the analysis counted and the packet leaves out. */
  readonly unlisted: number;
};

/** A text for each column, and the numbers that the value had, the oldest first; two at least, or none. */
export type LedgerRow = { readonly cells: readonly string[]; readonly course: readonly number[] };

/** A value that went one way step by step, and where it stands. */
export type Climb = {
  readonly steps: readonly string[] | undefined;
  readonly places: readonly { readonly path: string; readonly from: number }[];
};

type Cells = ReadonlyMap<string, unknown>;

const FIRST = ["key", "before", "after", "change", "how"];
const LAST = ["path", "line"];
/** Told by `change`. */
const UNSHOWN = new Set(["ratio"]);
/** Of a side: what `value` says already. */
const SPELT = new Set(["value", "decimal", "unit"]);

/** Reads a packet's ledger; rows have the columns that any of them has, the place last. */
export function ledgerOf(name: string, rows: unknown, climbs: readonly Climb[]): Ledger {
  const found = (Array.isArray(rows) ? rows : []).map(cellsOf);
  const listed = found.filter((row) => !isRest(row)).toSorted((a, b) => standing(a) - standing(b));
  const unlisted = found.filter(isRest).reduce((sum, row) => sum + Number(row.get("more")), 0);
  const all = new Set(listed.flatMap((row) => [...row.keys()]));
  const others = [...all].filter((column) => ![...FIRST, ...LAST].includes(column) && !UNSHOWN.has(column));
  const columns = [...FIRST.filter((one) => all.has(one)), ...others, ...LAST.filter((one) => all.has(one))];
  return {
    name,
    columns,
    unlisted,
    rows: listed.map((row) => ({
      cells: columns.map((column) => cellText(column, row.get(column))),
      course: courseOf(row, climbs),
    })),
  };
}

/** A row that is but a word, such as a merge base, is the value of its only column. */
function cellsOf(row: unknown): Cells {
  if (typeof row !== "object" || row === null) return new Map([["value", row]]);
  const cells = new Map<string, unknown>(Object.entries(row));
  const ratio = cells.get("ratio");
  return typeof ratio === "string" ? cells.set("change", shortChange(ratio)) : cells;
}

/** How many rows the packet leaves out, in the place of a row. */
function isRest(row: Cells): boolean {
  return row.size === 1 && Number(row.get("more")) > 0;
}

function standing(row: Cells): number {
  return row.get("generated") === "yes" ? 2 : row.get("test") === "yes" ? 1 : 0;
}

function cellText(column: string, cell: unknown): string {
  if (cell === undefined || cell === null) return "";
  if (typeof cell !== "object") return String(cell);
  if (Array.isArray(cell)) return JSON.stringify(cell);
  const part = (name: string) => cellText(name, fieldOf(cell, name));
  if (column === "from") return `${part("key")} in ${part("path")}:${part("line")}`;
  const rest = Object.entries(cell)
    .filter(([name]) => !SPELT.has(name))
    .map(([name, value]) => `${name} ${cellText(name, value)}`);
  return [part("value"), ...rest].filter((text) => text !== "").join(", ");
}

/** All steps where earlier changes moved the value the same way, otherwise the two sides of this one. */
function courseOf(row: Cells, climbs: readonly Climb[]): readonly number[] {
  const [before, after] = [row.get("before"), row.get("after")].map((side) => fieldOf(side, "decimal"));
  if (typeof before !== "string" || typeof after !== "string") return [];
  const isHere = ({ steps, places }: Climb) =>
    steps?.at(-1) === after &&
    places.some(({ path, from }) => path === row.get("path") && String(from) === row.get("line"));
  const course = (climbs.find(isHere)?.steps ?? [before, after]).map(Number);
  return course.every(Number.isFinite) ? course : [];
}
