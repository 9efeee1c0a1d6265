import { displayPath } from "@countersign/core";
import type { Mode } from "@countersign/core";
import { kindOf } from "./change-text.ts";
import type { EntryDiff, Hunk, Opaque, Side } from "./entry-diff.ts";
import type { Terminal } from "./terminal.ts";
import { visibleLine } from "./visible.ts";

/** How much of a difference is printed; `whole`: all of it. */
export type Bounds = { readonly lines: number; readonly whole: boolean };

/** The difference at one path for people: what it is, its sides, and its lines, with everything hidden made visible. */
export function entryText(diff: EntryDiff, bounds: Bounds, terminal: Terminal): string {
  const { entry, old, new: now, lfs } = diff;
  const title = terminal.bold(`${kindOf(entry)} ${displayPath(entry.path)}`);
  const lines = [title, ...kindLines(old, now, terminal), ...sideLines(old, now, terminal)];
  if (lfs) lines.push(terminal.yellow("  a pointer of Git LFS: the content itself lies outside Git and is not shown"));
  if ("opaque" in diff) lines.push(terminal.yellow(`  not shown line by line: ${WHY[diff.opaque]}`));
  else lines.push(...hunkLines(diff.hunks, bounds, terminal));
  return lines.join("\n");
}

const WHY: Readonly<Record<Opaque, string>> = {
  submodule: "a commit of another repository",
  binary: "it contains NUL bytes",
  "not UTF-8": "it is not valid UTF-8",
  "too large": "a side is larger than 512 KiB",
};

const KINDS: Readonly<Record<Mode, string>> = {
  "000000": "nothing",
  "100644": "file",
  "100755": "executable file",
  "120000": "link",
  "160000": "submodule",
};

/** Modes are changes even where no line changes (attack D12). */
function kindLines(old: Side | undefined, now: Side | undefined, { yellow }: Terminal): readonly string[] {
  if (old !== undefined && now !== undefined && old.mode !== now.mode)
    return [yellow(`  mode ${old.mode} (${KINDS[old.mode]}) → ${now.mode} (${KINDS[now.mode]})`)];
  const mode = now?.mode ?? old?.mode;
  return mode === undefined || mode === "100644" ? [] : [`  ${KINDS[mode]}, mode ${mode}`];
}

function sideLines(old: Side | undefined, now: Side | undefined, { dim }: Terminal): readonly string[] {
  const line = (name: string, side: Side | undefined) => (side === undefined ? [] : [dim(`  ${name} ${spell(side)}`)]);
  return [...line("base  ", old), ...line("result", now)];
}

function spell({ oid, sha256, size }: Side): string {
  return size === undefined ? `commit ${oid}` : `sha256 ${sha256}, ${size} ${size === 1 ? "byte" : "bytes"}`;
}

function hunkLines(hunks: readonly Hunk[], { lines, whole }: Bounds, terminal: Terminal): readonly string[] {
  const all = hunks.flatMap((hunk) => [
    terminal.dim(header(hunk)),
    ...hunk.lines.map((line) => paint(line, whole, terminal)),
  ]);
  if (whole || all.length <= lines) return all;
  return [
    ...all.slice(0, lines),
    terminal.yellow(`  ${all.length - lines} more lines are not shown; --full shows them`),
  ];
}

function header({ oldStart, oldLines, newStart, newLines }: Hunk): string {
  return `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`;
}

function paint(line: string, whole: boolean, { green, red, dim }: Terminal): string {
  const text = line.slice(0, 1) + visibleLine(line.slice(1), { whole });
  if (line.startsWith("+")) return green(text);
  if (line.startsWith("-")) return red(text);
  return line.startsWith("\\") ? dim(text) : text;
}
