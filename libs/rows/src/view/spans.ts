import type { HiddenMark } from "./hidden-marks.ts";
import type { Range } from "./word-changes.ts";

/** UTF-16 units of a row that are drawn at once. */
export const LONGEST_DRAWN = 2000;

/** A piece of a row that is drawn in one element. `text` is what stands there; with a `mark`, draw `mark.shown` in a box instead. */
export type Span = Range & {
  readonly text: string;
  /** The class of the token, a number below `TOKEN_CLASSES.length`. */
  readonly token?: number;
  /** The words differ from those of the row beside it. */
  readonly changed: boolean;
  readonly mark?: HiddenMark;
};

/** What is known of a row beside its text. Ranges are in order and do not overlap. */
export type RowLayers = {
  readonly words?: readonly Range[];
  readonly marks?: readonly HiddenMark[];
  /** `from, to, class` for each token, one after another, as `tokenize` gives them for a line. */
  readonly tokens?: readonly number[];
};

/** A row as it is drawn: its pieces, and how many units stand behind the last one. Say it and offer them where it is not 0. */
export type DrawnRow = { readonly spans: readonly Span[]; readonly rest: number };

/**
 * Cuts a row into pieces that each have one look, up to `longest` units (attack D6): every unit up to there is in exactly one piece. A mark
 * is never cut, nor is a pair of surrogates. Cost: linear in what is drawn and in the layers.
 */
export function drawRow(text: string, layers: RowLayers, longest: number = LONGEST_DRAWN): DrawnRow {
  const { words = [], marks = [], tokens = [] } = layers;
  const end = endOf(text, marks, longest);
  const cuts = cutsOf(end, layers);
  const spans: Span[] = [];
  const next = { word: 0, mark: 0, token: 0 };
  for (let at = 0; at + 1 < cuts.length; at += 1) {
    const [from, to] = [cuts[at] ?? 0, cuts[at + 1] ?? 0];
    while ((words[next.word]?.to ?? end) <= from && next.word < words.length) next.word += 1;
    while ((marks[next.mark]?.to ?? end) <= from && next.mark < marks.length) next.mark += 1;
    while ((tokens[next.token + 1] ?? end) <= from && next.token < tokens.length) next.token += 3;
    const mark = marks[next.mark];
    const token = (tokens[next.token] ?? end) <= from ? tokens[next.token + 2] : undefined;
    spans.push({
      from,
      to,
      text: text.slice(from, to),
      changed: (words[next.word]?.from ?? end) <= from,
      ...(token === undefined ? {} : { token }),
      ...(mark !== undefined && mark.from <= from ? { mark } : {}),
    });
  }
  return { spans, rest: text.length - end };
}

/** Where the drawing ends; a mark counts by what is drawn in its place, so that a gap hides nothing behind it. */
function endOf(text: string, marks: readonly HiddenMark[], longest: number): number {
  let [at, left] = [0, longest];
  for (const { from, to, shown } of marks) {
    if (from - at >= left) break;
    left -= from - at + shown.length;
    at = to;
    if (left <= 0) return at;
  }
  const end = at + left;
  if (end >= text.length) return text.length;
  const before = text.charCodeAt(end - 1);
  return before >= 0xd800 && before <= 0xdbff && end - 1 > at ? end - 1 : end;
}

/** Places where the look may change. Inside a mark it does not: it is one box. */
function cutsOf(end: number, { words = [], marks = [], tokens = [] }: RowLayers): readonly number[] {
  const cuts = new Set([0, end]);
  for (const { from, to } of words) cuts.add(from).add(to);
  for (let at = 0; at < tokens.length; at += 3) cuts.add(tokens[at] ?? 0).add(tokens[at + 1] ?? 0);
  const sorted = [...cuts].filter((cut) => cut <= end).toSorted((a, b) => a - b);
  let next = 0;
  const outside = sorted.filter((cut) => {
    while (next < marks.length && (marks[next]?.to ?? 0) <= cut) next += 1;
    return !((marks[next]?.from ?? end) < cut);
  });
  const edges = marks.flatMap(({ from, to }) => [from, to]).filter((cut) => cut <= end);
  return [...new Set([...outside, ...edges])].toSorted((a, b) => a - b);
}
