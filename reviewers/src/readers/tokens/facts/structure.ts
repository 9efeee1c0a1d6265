import type { Token } from "../../reading.ts";
import { CONTINUES } from "./keywords.ts";

/**
 * Brackets, rows and cells of a text's tokens, all by index; -1 and the number of tokens stand for the text itself. A row is a
 * statement: it ends with its line unless it goes on, with `;`, and with the brackets around it. A cell is what stands between commas.
 */
export type Structure = {
  readonly tokens: readonly Token[];
  /** Of a bracket, the other one: beyond the text if it is never closed, -1 if it was never opened. */
  readonly pair: Int32Array;
  /** The innermost bracket around a token. */
  readonly parent: Int32Array;
  /** Where the row and the cell of a token begin. */
  readonly row: Int32Array;
  readonly cell: Int32Array;
  /** Where a row or cell ends that begins here. */
  readonly rowEnd: Int32Array;
  readonly cellEnd: Int32Array;
  /** Where the rows end that stand deeper than the row that begins here. */
  readonly outdent: Int32Array;
};

type Frame = { readonly opener: number; row: number; cell: number };

const CLOSERS: ReadonlyMap<string, string> = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
  ["}}", "{{"],
  ["%}", "{%"],
]);
const OPENERS: ReadonlySet<string> = new Set(CLOSERS.values());
/** Marks that ask for something on the next line, and marks that belong to the line above. */
const ASKS: ReadonlySet<string> = new Set("= := + - / && || , . \\ & | == != <= >= += -= ?? ?: :: and or".split(" "));
const BELONGS: ReadonlySet<string> = new Set(". ?. && || ? | |> and or == != <= >= + = , ) ] ?: ??".split(" "));

/** The structure of tokens without remarks, in two passes. Brackets that do not fit are no brackets. */
export function structureOf(tokens: readonly Token[], language: string): Structure {
  const numbers = (value = -1) => new Int32Array(tokens.length).fill(value);
  const end = tokens.length;
  const made = { tokens, pair: pairsOf(tokens), parent: numbers(), row: numbers(), cell: numbers() };
  const structure: Structure = { ...made, rowEnd: numbers(end), cellEnd: numbers(end), outdent: numbers(end) };
  const frames: Frame[] = [{ opener: -1, row: -1, cell: -1 }];
  for (let at = 0; at < end; at += 1) place(structure, frames, at, language);
  outdents(structure);
  return structure;
}

/** How far up the nearest fitting bracket is looked for. */
const MOST_UP = 64;

function pairsOf(tokens: readonly Token[]): Int32Array {
  const pair = new Int32Array(tokens.length).fill(-1);
  const open: number[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token?.is !== "mark") continue;
    if (OPENERS.has(token.text)) open.push(at);
    const opener = CLOSERS.get(token.text);
    if (opener === undefined) continue;
    const found = open.slice(-MOST_UP).findLastIndex((index) => tokens[index]?.text === opener);
    if (found === -1) continue;
    const [fitting] = open.splice(Math.max(0, open.length - MOST_UP) + found);
    if (fitting === undefined) continue;
    [pair[fitting], pair[at]] = [at, fitting];
  }
  return pair;
}

function place(structure: Structure, frames: Frame[], at: number, language: string): void {
  const { tokens, pair, parent, row, cell } = structure;
  const text = tokens[at]?.is === "mark" ? (tokens[at]?.text ?? "") : "";
  const other = pair[at] ?? -1;
  if (other !== -1 && other < at) leave(structure, frames, at);
  const frame = frames.at(-1);
  if (frame === undefined) return;
  if (beginsRow(structure, frame, at)) endRow(structure, frame, at);
  if (frame.row === -1) frame.row = at;
  if (frame.cell === -1) frame.cell = at;
  [parent[at], row[at], cell[at]] = [frame.opener, frame.row, frame.cell];
  if (text === ",") endCell(structure, frame, at);
  if (text === ";" && joins(tokens, frame.row, at, language)) endCell(structure, frame, at);
  else if (text === ";") endRow(structure, frame, at);
  if (other > at) frames.push({ opener: at, row: -1, cell: -1 });
}

function leave(structure: Structure, frames: Frame[], at: number): void {
  const frame = frames.length > 1 ? frames.pop() : undefined;
  if (frame !== undefined) endRow(structure, frame, at);
}

/** Whether a `;` stands within the head of a statement: `if x := f(); x > 0 {` in Go, `if …; then` in a shell. */
function joins(tokens: readonly Token[], row: number, at: number, language: string): boolean {
  if (language === "go")
    return /^(?:if|for|switch)$/.test(tokens[row]?.text ?? "") && tokens[at + 1]?.line === tokens[at]?.line;
  return language === "shell" && /^(?:then|do)$/.test(tokens[at + 1]?.text ?? "");
}

function beginsRow({ tokens }: Structure, frame: Frame, at: number): boolean {
  const [token, before] = [tokens[at], tokens[at - 1]];
  if (token === undefined || before === undefined || frame.row === -1) return false;
  const around = tokens[frame.opener]?.text;
  if (around === "(" || around === "[") return false;
  if (before.is === "mark" && before.text === "}" && (token.is === "word" || token.line > before.end))
    return !CONTINUES.has(token.text) && !BELONGS.has(token.text);
  if (token.line === before.end) return false;
  return !(before.is !== "string" && ASKS.has(before.text)) && !(token.is !== "string" && BELONGS.has(token.text));
}

function endCell({ cellEnd }: Structure, frame: Frame, at: number): void {
  if (frame.cell !== -1) cellEnd[frame.cell] = at;
  frame.cell = -1;
}

function endRow(structure: Structure, frame: Frame, at: number): void {
  endCell(structure, frame, at);
  if (frame.row !== -1) structure.rowEnd[frame.row] = at;
  frame.row = -1;
}

/** A row ends the rows before it that do not stand further left. */
function outdents({ tokens, row, outdent }: Structure): void {
  const open: number[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    if (row[at] !== at) continue;
    const column = tokens[at]?.column ?? 0;
    for (let top = open.at(-1); top !== undefined && (tokens[top]?.column ?? 0) >= column; top = open.at(-1)) {
      outdent[top] = at;
      open.pop();
    }
    open.push(at);
  }
}
