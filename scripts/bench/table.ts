import { aligned } from "./aligned.ts";
import type { Row, SizeRow } from "./benchmark.ts";

/** A row with the peak of memory (resident, in MB) of the process that measured it. */
export type MeasuredRow = (Row | SizeRow) & { readonly megabytes: number };

const HEAD = ["name", "ours", "baseline", "", "ratio", "aim", "CPU ours", "CPU baseline", "ratio", "peak memory"];

/** The table for people, columns aligned. */
export function tableOf(rows: readonly MeasuredRow[]): string {
  return aligned([HEAD, ...rows.map(cells)]);
}

function cells(row: MeasuredRow): readonly string[] {
  return "bytes" in row ? cellsOfSize(row) : cellsOfTime(row);
}

function cellsOfTime({
  name,
  ours,
  baseline,
  aim,
  megabytes,
}: Row & { readonly megabytes: number }): readonly string[] {
  const aims = [
    ...(aim.ratio === undefined ? [] : [`≤ ${aim.ratio.toFixed(1)}×`]),
    ...(aim.time === undefined ? [] : [`≤ ${time(aim.time)}`]),
    ...(aim.megabytes === undefined ? [] : [`≤ ${aim.megabytes} MB`]),
  ];
  const clock = [time(ours.time), time(baseline.time), baseline.name, ratio(ours.time, baseline.time)];
  const cpu = [time(ours.cpu), time(baseline.cpu), ratio(ours.cpu, baseline.cpu)];
  return [name, ...clock, aims.join(", "), ...cpu, `${Math.round(megabytes)} MB`];
}

function cellsOfSize({ name, bytes, aim }: SizeRow): readonly string[] {
  const aimed = aim.ratio === undefined ? "" : `≤ ${aim.ratio.toFixed(1)}×`;
  return [name, size(bytes.ours), size(bytes.baseline), bytes.name, ratio(bytes.ours, bytes.baseline), aimed];
}

function ratio(ours: number, baseline: number): string {
  return baseline === 0 ? "" : `${(ours / baseline).toFixed(2)}×`;
}

function time(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

function size(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString("en")} kB`;
}
