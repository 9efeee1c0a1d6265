import type { Drawing, Drawn, Segment } from "./drawing.ts";
import { gapRows, hunkSegments } from "./draw-rows.ts";
import { buttonOf, element, othersElement } from "./element.ts";
import { shownGaps } from "./loaded-rows.ts";
import type { LoadedHunk, ShownGap } from "./loaded-rows.ts";

/** All that is drawn of a file's rows, in order. What is not shown has a bar that says so. */
export function segmentsOf(drawing: Drawing): readonly Segment[] {
  const { state, layout } = drawing;
  const { hunks } = state.loaded;
  const gaps = shownGaps(hunks, state.phase === "whole");
  const segments = [...hunks, undefined].flatMap((hunk, at) => {
    const gap = gaps[at];
    return [
      ...(gap === undefined ? [] : gapSegments(drawing, at, gap, hunk)),
      ...(hunk === undefined ? [] : hunkSegments(drawing, hunk)),
    ];
  });
  return segments.map(({ key, draw }) => ({ key: `${layout} ${key}`, draw }));
}

function gapSegments(drawing: Drawing, at: number, gap: ShownGap, hunk: LoadedHunk | undefined): readonly Segment[] {
  const { top = [], bottom = [], of = gap.count } = drawing.state.expanded.get(at) ?? {};
  const known = gap.known || of !== gap.count;
  const left = of - top.length - bottom.length;
  if (of === 0) return [];
  const bar = {
    key: `gap ${at} ${known ? left : "?"}`,
    draw: () => gapBar(drawing, at, { left: known ? left : undefined, hunk }),
  };
  return [
    ...gapRows(drawing, top, `top ${at}`),
    ...(left > 0 ? [bar] : []),
    ...gapRows(drawing, bottom, `bottom ${at}`),
  ];
}

/** Lines that one press shows. */
const STEP = 20;

type Bar = { readonly left: number | undefined; readonly hunk: LoadedHunk | undefined };

function gapBar({ onExpand }: Drawing, at: number, { left, hunk }: Bar): Drawn {
  const cell = element("span", "bar-cell", "cell");
  const below = hunk === undefined;
  const what = left === undefined ? "The lines below are the same on both sides and not shown." : sameText(left);
  cell.append(element("span", "bar-text", undefined, what));
  const named = (how: string) => `${how} of the lines that are not shown`;
  if (left === undefined || left > STEP) {
    if (at > 0) cell.append(buttonOf(`↓ ${STEP}`, () => onExpand(at, "down"), named(`Show the first ${STEP}`)));
    if (!below) cell.append(buttonOf(`↑ ${STEP}`, () => onExpand(at, "up"), named(`Show the last ${STEP}`)));
  }
  cell.append(buttonOf("All", () => onExpand(at, "all"), named("Show all")));
  if (hunk?.heading !== undefined) {
    const heading = element("span", "bar-heading", undefined, othersElement(hunk.heading));
    cell.append(heading);
  }
  const bar = element("div", "bar", "rowgroup", element("div", "bar-row", "row", cell));
  bar.dataset["gap"] = String(at);
  return { element: bar, paint: () => {} };
}

function sameText(left: number): string {
  return left === 1
    ? "1 line, the same on both sides, is not shown."
    : `${left} lines, the same on both sides, are not shown.`;
}
