import { displayPath } from "@countersign/core";
import { sidesOf } from "@countersign/reviewers";
import type { Row, RowChange } from "@countersign/reviewers";
import { ratioOf, shortRatio } from "@countersign/reviewers/ratio";
import { oneLine } from "./change-text.ts";
import type { Terminal } from "./terminal.ts";

/** What one commit did to a parameter. */
export type Point = { readonly commit: string; readonly title: string; readonly step: RowChange };

/** Characters of the longest bar, and of a title. */
const BAR = 24;
const TITLE = 60;

/** A parameter's history for people: a bar for each value, oldest first, where it stood, and who called it what. */
export function historyText(key: string, points: readonly Point[], commits: number, { bold, dim }: Terminal): string {
  if (points.length === 0)
    return `nothing called ${oneLine(key)} was touched by the last ${commits} commits; countersign analyse prints the keys that a commit touches`;
  const rows = [...Map.groupBy(points, ({ step }) => placeOf(step))];
  return [
    ...rows.flatMap(([place, own]) => {
      const most = Math.max(...own.map((point) => Math.abs(Number(decimalOf(point)) || 0)));
      return [bold(oneLine(place)), ...own.map((point) => line(point, most)), ""];
    }),
    dim(`${points.length} ${points.length === 1 ? "step" : "steps"} in the last ${commits} commits`),
  ].join("\n");
}

function line(point: Point, most: number): string {
  const { commit, title, step } = point;
  const value = after(step)?.cells["value"] ?? "—";
  const size = Math.abs(Number(decimalOf(point)) || 0);
  const bar = "█".repeat(most === 0 ? 0 : Math.round((size / most) * BAR));
  const told = title.length > TITLE ? `${title.slice(0, TITLE)}…` : title;
  return `  ${commit.slice(0, 10)}  ${oneLine(value).padStart(10)}  ${bar.padEnd(BAR)}  ${moveOf(step).padEnd(9)}${told}`;
}

/** `× 0.5`, or what became of it. */
function moveOf(step: RowChange): string {
  if (step.how === "added" || step.how === "removed") return step.how;
  if (step.base.cells["value"] === step.result.cells["value"]) return step.how;
  const ratio = ratioOf(step.base.cells["decimal"] ?? "", step.result.cells["decimal"] ?? "");
  return ratio === undefined ? "changed" : `× ${shortRatio(ratio)}`;
}

function after(step: RowChange): Row | undefined {
  return step.how === "removed" ? undefined : sidesOf(step).at(-1);
}

function decimalOf({ step }: Point): string {
  return after(step)?.cells["decimal"] ?? "0";
}

function placeOf(step: RowChange): string {
  const row = sidesOf(step).at(-1);
  if (row === undefined) return "";
  const path = displayPath(row.path);
  return row.key.startsWith(`${path}#`) ? row.key : `${row.key}  (${path})`;
}
