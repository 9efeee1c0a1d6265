import { aligned } from "../aligned.ts";
import type { Baseline, Quantiles, ServiceRow } from "./service-row.ts";

const HEAD = ["", "p50", "p95", "p99", "aim", "beside", "p50", "p95", "p99", "ratio p50", "p95", "CPU a sample"];

/** The table for people, columns aligned: a line for each baseline of each row. */
export function serviceTable(rows: readonly ServiceRow[]): string {
  return aligned([HEAD, ...rows.flatMap(linesOf)]);
}

function linesOf(row: ServiceRow): readonly (readonly string[])[] {
  const { name, unit, ours, aim, cpu = {}, baselines } = row;
  const aimed = aim === undefined ? "" : `p95 ≤ ${amount(aim, unit)}: ${ours.p95 <= aim ? "met" : "missed"}`;
  const spent = Object.entries(cpu).map(([process, time]) => `${process} ${amount(time, "ms")}`);
  const head = [`${name} (${ours.samples})`, ...three(ours, unit), aimed];
  return baselines.map((baseline, at) => [
    ...(at === 0 ? head : ["", "", "", "", ""]),
    ...besides(ours, baseline, unit),
    at === 0 ? spent.join(", ") : "",
  ]);
}

function besides(ours: Quantiles, { name, value }: Baseline, unit: ServiceRow["unit"]): readonly string[] {
  return [name, ...three(value, unit), ratio(ours.p50, value.p50), ratio(ours.p95, value.p95)];
}

function three({ p50, p95, p99 }: Quantiles, unit: ServiceRow["unit"]): readonly string[] {
  return [p50, p95, p99].map((value) => amount(value, unit));
}

function amount(value: number, unit: ServiceRow["unit"]): string {
  if (unit === "ms" && value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

function ratio(ours: number, baseline: number): string {
  return baseline === 0 ? "" : `${(ours / baseline).toFixed(1)}×`;
}
