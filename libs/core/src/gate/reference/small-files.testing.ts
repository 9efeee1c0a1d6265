import type { Files } from "./world.testing.ts";

/** What a first commit holds: short lines that all differ, so that edits far enough apart merge line by line. */
export const START: Files = {
  "ranker/score.py": lines("s", 9),
  "ranker/weights.json": lines("w", 12),
  "serving/io.ts": lines("i", 7),
  "ui/list.ts": lines("u", 4),
  "docs/a.md": lines("d", 3),
};

/** Files with one line replaced, by a value such that `setLine(files, path, 3, 0)` undoes every edit of line 3. */
export function setLine(files: Files, path: string, line: number, value: number): Files {
  const letter = START[path]?.[0] ?? "x";
  return editLines(files, path, (old) => old.map((one, at) => (at === line - 1 ? `${letter}${line} = ${value}` : one)));
}

/** Files with a new line after `line`; 0 puts it first. */
export function insertLine(files: Files, path: string, line: number, value: number): Files {
  return editLines(files, path, (old) => old.toSpliced(line, 0, `new ${value}`));
}

/** Files without one line. */
export function removeLine(files: Files, path: string, line: number): Files {
  return editLines(files, path, (old) => old.toSpliced(line - 1, 1));
}

/** Files with this file too. */
export function withFile(files: Files, path: string, content: string): Files {
  return { ...files, [path]: content };
}

/** Files without these paths. */
export function withoutFile(files: Files, path: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));
}

/** As many short lines, each with its own name. */
export function lines(letter: string, count: number): string {
  return Array.from({ length: count }, (_, at) => `${letter}${at + 1} = 0\n`).join("");
}

/**
 * What `base`→`theirs` makes of `ours`, as somebody who lands a change would write it: whole files and lines of the same
 * number are taken from whichever side changed them, from `theirs` where both did. Often, but not always, what Git merges.
 */
export function replay(base: Files, ours: Files, theirs: Files): Files {
  const paths = new Set([...Object.keys(base), ...Object.keys(ours), ...Object.keys(theirs)]);
  const merged = [...paths].map((path): readonly [string, string | undefined] => [
    path,
    replayFile(base[path], ours[path], theirs[path]),
  ]);
  return Object.fromEntries(merged.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

function replayFile(
  base: string | undefined,
  ours: string | undefined,
  theirs: string | undefined,
): string | undefined {
  if (base === theirs) return ours;
  if (base === ours || base === undefined || ours === undefined || theirs === undefined) return theirs;
  const [before = [], mine = [], yours = []] = [base, ours, theirs].map((content) => content.split("\n"));
  if (before.length !== mine.length || before.length !== yours.length) return theirs;
  return yours.map((line, at) => (line === before[at] ? mine[at] : line)).join("\n");
}

function editLines(files: Files, path: string, edit: (old: readonly string[]) => readonly string[]): Files {
  const content = files[path];
  if (content === undefined) return files;
  const edited = edit(content.split("\n").slice(0, -1));
  return { ...files, [path]: edited.map((line) => `${line}\n`).join("") };
}
