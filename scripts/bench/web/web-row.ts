import { aligned } from "../aligned.ts";
import { quantilesOf } from "../service/service-row.ts";

/** Which of so many samples a budget is about. */
type Rank = "p75" | "p95" | "p98" | "max";

/** What is needed at least, measured in the same run. */
type Beside = { readonly name: string; readonly values: readonly number[] };

/** A budget of the pages, what was measured, and what stands beside it. */
export type WebRow = {
  readonly name: string;
  readonly unit: "ms" | "MB" | "KB" | "nodes" | "";
  readonly values: readonly number[];
  /** The largest that the rank may be. */
  readonly budget: number;
  readonly rank: Rank;
  readonly beside?: Beside;
};

/** The value at a rank. */
function ranked(values: readonly number[], rank: Rank): number {
  const sorted = values.toSorted((a, b) => a - b);
  const share = { p75: 0.75, p95: 0.95, p98: 0.98, max: 1 }[rank];
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

const HEAD = ["", "budget", "measured", "", "p50", "beside", "p50", "ratio p50"];

/** The table for people, columns aligned. */
export function webTable(rows: readonly WebRow[]): string {
  return aligned([HEAD, ...rows.map(lineOf)]);
}

function lineOf({ name, unit, values, budget, rank, beside }: WebRow): readonly string[] {
  const [measured, middle] = [ranked(values, rank), quantilesOf(values).p50];
  const head = [
    `${name} (${values.length})`,
    `${rank} ≤ ${amount(budget, unit)}`,
    amount(measured, unit),
    measured <= budget ? "met" : "missed",
    amount(middle, unit),
  ];
  if (beside === undefined) return head;
  const bare = quantilesOf(beside.values).p50;
  return [...head, beside.name, amount(bare, unit), bare === 0 ? "" : `${(middle / bare).toFixed(1)}×`];
}

function amount(value: number, unit: WebRow["unit"]): string {
  const spelled = value < 10 && !Number.isInteger(value) ? value.toFixed(1) : String(Math.round(value));
  return `${spelled} ${unit}`.trim();
}
