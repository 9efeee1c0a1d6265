import { splitView } from "@countersign/rows";
import type { MovedRun, Range, Row, SplitRow } from "@countersign/rows";
import { changeBlocks } from "./change-blocks.ts";
import { drawCode } from "./draw-code.ts";
import type { Drawing, Drawn, Paint, Segment } from "./drawing.ts";
import { buttonOf, element, othersElement } from "./element.ts";
import type { LoadedHunk } from "./loaded-rows.ts";

/** Lines of one element that a browser draws only when it comes into view. */
const CHUNK = 100;

/** The rows of a hunk, in stretches. */
export function hunkSegments(drawing: Drawing, hunk: LoadedHunk): readonly Segment[] {
  const { layout, state } = drawing;
  const { words } = state.loaded;
  const said = changeBlocks(hunk, words);
  const moved = movedStarts(state.loaded.moved);
  const known = (at: number) => ({
    words: words.get(hunk.first + at) ?? [],
    said: said.get(at),
    moved: moved.get(hunk.first + at),
  });
  const lines = layout === "split" ? splitView(hunk.rows) : hunk.rows.map((_row, at) => at);
  // A pair may come with the rows that are not here yet.
  const length = layout === "split" ? `/${hunk.rows.length}` : "";
  const segments: Segment[] = [];
  for (let from = 0; from < lines.length; from += CHUNK) {
    const chunk = lines.slice(from, from + CHUNK);
    segments.push({
      key: `hunk ${hunk.first}+${from}-${from + chunk.length}${length}`,
      draw: () => stretch(drawing, (pen) => chunk.flatMap((line) => hunkLine(pen, hunk, line, known))),
    });
  }
  return segments;
}

/** Rows of a gap, which both sides have. */
export function gapRows(drawing: Drawing, rows: readonly Row[], key: string): readonly Segment[] {
  if (rows.length === 0) return [];
  const draw = () =>
    stretch(drawing, (pen) =>
      rows.map((row) =>
        drawing.layout === "split" ? splitLine(pen, [row, row], [PLAIN, PLAIN]) : unifiedLine(pen, row, PLAIN),
      ),
    );
  return [{ key: `${key} ${rows[0]?.kind === "context" ? rows[0].old : 0}+${rows.length}`, draw }];
}

type Known = {
  readonly words: readonly Range[];
  readonly said: string | undefined;
  readonly moved: MovedRun | undefined;
};
const PLAIN: Known = { words: [], said: undefined, moved: undefined };

/** What lines are drawn with; `painters` paint the texts that were drawn. */
type Pen = Pick<Drawing, "whole" | "pathOf" | "onJump"> & { readonly painters: ((paint: Paint) => void)[] };

function stretch(drawing: Drawing, lines: (pen: Pen) => readonly HTMLElement[]): Drawn {
  const painters: Pen["painters"] = [];
  const drawn = lines({ ...drawing, painters });
  const made = element("div", "stretch", "rowgroup", ...drawn);
  made.style.containIntrinsicHeight = `auto ${drawn.length * 20}px`;
  const paint = (now: Paint) => painters.forEach((one) => one(now));
  paint({ colours: drawing.state.colours, suspects: drawing.suspects });
  return { element: made, paint };
}

/** A run that goes on in the next slice begins there for the second time; it is noted at both. */
function movedStarts(runs: readonly MovedRun[]): ReadonlyMap<number, MovedRun> {
  return new Map(runs.map((run) => [run.row, run]));
}

function hunkLine(pen: Pen, { rows }: LoadedHunk, line: number | SplitRow, known: (at: number) => Known) {
  const { left, right } = typeof line === "number" ? { left: line, right: line } : line;
  const [old, now] = [left, right].map((at) => (at === undefined ? undefined : rows[at]));
  const notes = [...new Set([left, right])].flatMap((at) => {
    const row = at === undefined ? undefined : rows[at];
    const run = at === undefined ? undefined : known(at).moved;
    return run === undefined || row === undefined ? [] : [movedNote(pen, run, row)];
  });
  const knows = [left, right].map((at) => (at === undefined ? PLAIN : known(at)));
  const [first = PLAIN, second = PLAIN] = knows;
  if (typeof line !== "number") return [...notes, splitLine(pen, [old, now], [first, second])];
  return old === undefined ? notes : [...notes, unifiedLine(pen, old, first)];
}

function movedNote({ pathOf, onJump }: Pen, { rows, other }: MovedRun, row: Row): HTMLElement {
  const came = row.kind === "added";
  const lines = rows === 1 ? "This line" : `These ${rows} lines`;
  const cell = element("span", "", "cell", `${lines} moved ${came ? "here from" : "away to"} `);
  cell.append(othersElement(pathOf(other.file)), ` line ${other.line}, unchanged. `);
  cell.append(buttonOf(came ? "Where from" : "Where to", () => onJump(other, came ? "old" : "new")));
  return element("div", "note", "row", cell);
}

function unifiedLine(pen: Pen, row: Row, known: Known): HTMLElement {
  const line = element("div", `line ${row.kind}`, "row");
  line.append(
    numberCell(row.kind === "added" ? undefined : row.old),
    numberCell(row.kind === "removed" ? undefined : row.new),
    codeCell(pen, row, known),
  );
  mark(line, [row, row], known);
  return line;
}

type Sides<T> = readonly [T, T];

function splitLine(pen: Pen, [old, now]: Sides<Row | undefined>, known: Sides<Known>): HTMLElement {
  const line = element("div", "line", "row");
  line.append(
    numberCell(old === undefined || old.kind === "added" ? undefined : old.old),
    old === undefined ? element("span", "code absent", "cell") : codeCell(pen, old, known[0], ` ${old.kind}`),
    numberCell(now === undefined || now.kind === "removed" ? undefined : now.new),
    now === undefined ? element("span", "code absent", "cell") : codeCell(pen, now, known[1], ` ${now.kind}`),
  );
  mark(line, [old, now], known[0].said === undefined ? known[1] : known[0]);
  return line;
}

/** What steps and jumps find a line by. */
function mark(line: HTMLElement, [old, now]: Sides<Row | undefined>, { said }: Known): void {
  if (old !== undefined && old.kind !== "added") line.dataset["old"] = String(old.old);
  if (now !== undefined && now.kind !== "removed") line.dataset["new"] = String(now.new);
  if (said === undefined) return;
  line.dataset["stop"] = said;
  line.tabIndex = -1;
}

/** The number is drawn by the style sheet, so that it is not copied with the text. */
function numberCell(number: number | undefined): HTMLElement {
  const cell = element("span", "line-number", "cell");
  if (number !== undefined) cell.dataset["n"] = String(number);
  return cell;
}

function codeCell({ whole, painters }: Pen, row: Row, { words }: Known, kind = ""): HTMLElement {
  const [side, number] = row.kind === "removed" ? (["old", row.old] as const) : (["new", row.new] as const);
  const name = `${side} ${number}`;
  const text = element("span", "text", undefined);
  painters.push(function paint({ colours, suspects }) {
    const tokens = colours[side]?.lines[number - 1] ?? [];
    const suspected = suspects.some((one) => one.side === side && one.from <= number && number <= one.to);
    drawCode(text, row.text, { words, tokens, suspected, whole: whole.has(name) }, () => {
      whole.add(name);
      paint({ colours, suspects });
    });
  });
  const cell = element("span", `code${kind}`, "cell", text);
  if (!row.ended) cell.append(element("span", "no-feed", undefined, "no line feed at the end of the file"));
  return cell;
}
