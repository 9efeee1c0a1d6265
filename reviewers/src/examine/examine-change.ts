import type { Examined, MarkedLine, Moved } from "../contract.ts";
import type { ExaminedAlone, SaidLine } from "./examine-file.ts";
import { renamed } from "../facts/same-fact.ts";
import type { Renames } from "../facts/same-fact.ts";
import { settleMoves } from "./settle.ts";
import type { Sides } from "./moves.ts";

/** All files of a change, what only moved between them taken out. */
export type ExaminedChange = { readonly files: readonly Examined[]; readonly moved: readonly Moved[] };

/** Compares the files of a change with each other. */
export function examineChange(files: readonly ExaminedAlone[]): ExaminedChange {
  const sides = files.map(({ path, base, result }) => ({ path, base: base?.facts ?? [], result: result?.facts ?? [] }));
  const { files: left, moved, renames } = settleMoves(sides);
  const newly = files.map((file) => ({ ...file, removed: file.removed.map((line) => inNewNames(line, renames)) }));
  const [gone, come] = [textsOf(newly, "removed"), textsOf(newly, "added")];
  return { files: newly.map((file, at) => examined(file, left[at], gone, come)), moved };
}

type Texts = ReadonlySet<string>;

function inNewNames(line: SaidLine, renames: Renames): SaidLine {
  return renames.size === 0 ? line : { ...line, says: renamed(line.says, renames) };
}

function textsOf(files: readonly ExaminedAlone[], side: "removed" | "added"): Texts {
  return new Set(files.flatMap((file) => file[side].map(textOf)));
}

/** Code that became a remark, or a remark that became code, is no other layout. */
function textOf({ sort, says }: SaidLine): string {
  return `${sort === "comment" ? "remark" : "code"} ${says}`;
}

function examined(file: ExaminedAlone, left: Sides | undefined, gone: Texts, come: Texts): Examined {
  const { entry, path, kinds, base, result, removed, added, sizes } = file;
  return {
    entry,
    path,
    kinds,
    ...(base === undefined ? {} : { base: { ...base, facts: left?.base ?? [] } }),
    ...(result === undefined ? {} : { result: { ...result, facts: left?.result ?? [] } }),
    removed: removed.map((line) => marked(line, come)),
    added: added.map((line) => marked(line, gone)),
    sizes,
  };
}

function marked(line: SaidLine, others: Texts): MarkedLine {
  const { number, text, sort, says } = line;
  return { number, text, sort, layout: says !== "" && others.has(textOf(line)) };
}
