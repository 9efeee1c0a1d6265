import { splitView } from "@countersign/rows";
import type { MovedRun, Range, Row, SplitRow } from "@countersign/rows";
import { changeBlocks } from "./change-blocks.ts";
import { drawCode } from "./draw-code.ts";
import type { Drawing, Segment } from "./drawing.ts";
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
      draw: () => stretch(chunk.flatMap((line) => hunkLine(drawing, hunk, line, known))),
    });
  }
  return segments;
}

/** Rows of a gap, which both sides have. */
export function gapRows(drawing: Drawing, rows: readonly Row[], key: string): readonly Segment[] {
  if (rows.length === 0) return [];
  const draw = () =>
    stretch(
      rows.map((row) =>
        drawing.layout === "split" ? splitLine(drawing, [row, row], [PLAIN, PLAIN]) : unifiedLine(drawing, row, PLAIN),
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

function stretch(lines: readonly HTMLElement[]): HTMLElement {
  const made = element("div", "stretch", "rowgroup", ...lines);
  made.style.containIntrinsicHeight = `auto ${lines.length * 20}px`;
  return made;
}

/** A run that goes on in the next slice begins there for the second time; it is noted at both. */
function movedStarts(runs: readonly MovedRun[]): ReadonlyMap<number, MovedRun> {
  return new Map(runs.map((run) => [run.row, run]));
}

function hunkLine(drawing: Drawing, { rows }: LoadedHunk, line: number | SplitRow, known: (at: number) => Known) {
  const { left, right } = typeof line === "number" ? { left: line, right: line } : line;
  const [old, now] = [left, right].map((at) => (at === undefined ? undefined : rows[at]));
  const notes = [...new Set([left, right])].flatMap((at) => {
    const row = at === undefined ? undefined : rows[at];
    const run = at === undefined ? undefined : known(at).moved;
    return run === undefined || row === undefined ? [] : [movedNote(drawing, run, row)];
  });
  const knows = [left, right].map((at) => (at === undefined ? PLAIN : known(at)));
  const [first = PLAIN, second = PLAIN] = knows;
  if (typeof line !== "number") return [...notes, splitLine(drawing, [old, now], [first, second])];
  return old === undefined ? notes : [...notes, unifiedLine(drawing, old, first)];
}

function movedNote({ pathOf, onJump }: Drawing, { rows, other }: MovedRun, row: Row): HTMLElement {
  const came = row.kind === "added";
  const lines = rows === 1 ? "This line" : `These ${rows} lines`;
  const cell = element("span", "", "cell", `${lines} moved ${came ? "here from" : "away to"} `);
  cell.append(othersElement(pathOf(other.file)), ` line ${other.line}, unchanged. `);
  cell.append(buttonOf(came ? "Where from" : "Where to", () => onJump(other, came ? "old" : "new")));
  return element("div", "note", "row", cell);
}

function unifiedLine(drawing: Drawing, row: Row, known: Known): HTMLElement {
  const line = element("div", `line ${row.kind}`, "row");
  line.append(
    numberCell(row.kind === "added" ? undefined : row.old),
    numberCell(row.kind === "removed" ? undefined : row.new),
    codeCell(drawing, row, known),
  );
  mark(line, [row, row], known);
  return line;
}

type Sides<T> = readonly [T, T];

function splitLine(drawing: Drawing, [old, now]: Sides<Row | undefined>, known: Sides<Known>): HTMLElement {
  const line = element("div", "line", "row");
  line.append(
    numberCell(old === undefined || old.kind === "added" ? undefined : old.old),
    old === undefined ? element("span", "code absent", "cell") : codeCell(drawing, old, known[0], ` ${old.kind}`),
    numberCell(now === undefined || now.kind === "removed" ? undefined : now.new),
    now === undefined ? element("span", "code absent", "cell") : codeCell(drawing, now, known[1], ` ${now.kind}`),
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

function codeCell(drawing: Drawing, row: Row, { words }: Known, kind = ""): HTMLElement {
  const { state, suspects, whole } = drawing;
  const [side, number] = row.kind === "removed" ? (["old", row.old] as const) : (["new", row.new] as const);
  const name = `${side} ${number}`;
  const tokens = state.colours[side]?.lines[number - 1] ?? [];
  const text = element("span", "text", undefined);
  const suspected = suspects.some((one) => one.side === side && one.from <= number && number <= one.to);
  const draw = () =>
    drawCode(text, row.text, { words, tokens, suspected, whole: whole.has(name) }, () => {
      whole.add(name);
      draw();
    });
  draw();
  const cell = element("span", `code${kind}`, "cell", text);
  if (!row.ended) cell.append(element("span", "no-feed", undefined, "no line feed at the end of the file"));
  return cell;
}
