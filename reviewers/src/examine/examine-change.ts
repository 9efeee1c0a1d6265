import type { Examined, MarkedLine, Moved } from "../contract.ts";
import type { ExaminedAlone, SaidLine } from "./examine-file.ts";
import { renamed } from "../facts/same-fact.ts";
import type { Renames } from "../facts/same-fact.ts";
import { BEHAVIOUR } from "../presets/kind.ts";
import { rewritten } from "./rewritten.ts";
import { settleMoves } from "./settle.ts";
import type { Sides } from "./moves.ts";

/** All files of a change, what only moved between them taken out. */
export type ExaminedChange = { readonly files: readonly Examined[]; readonly moved: readonly Moved[] };

/** Compares the files of a change with each other. */
export function examineChange(files: readonly ExaminedAlone[]): ExaminedChange {
  const sides = files.map(({ path, base, result }) => ({ path, base: base?.facts ?? [], result: result?.facts ?? [] }));
  const { files: left, moved, renames } = settleMoves(sides);
  const newly = files.map((file) => ({ ...file, removed: file.removed.map((line) => inNewNames(line, renames)) }));
  // What a recommender's code no longer says does not stand elsewhere by standing where nobody runs it.
  const claimed = new Set(newly.filter(isClaimed));
  const [whole, own] = [textsOf(newly), textsOf([...claimed])];
  return { files: newly.map((file, at) => examined(file, left[at], claimed.has(file) ? own : whole)), moved };
}

/** What changed lines say, of all files on one side. */
type Texts = { readonly base: ReadonlySet<string>; readonly result: ReadonlySet<string> };

function isClaimed({ kinds }: ExaminedAlone): boolean {
  return [...kinds].some((kind) => BEHAVIOUR.has(kind));
}

function inNewNames(line: SaidLine, renames: Renames): SaidLine {
  return renames.size === 0 ? line : { ...line, says: renamed(line.says, renames) };
}

function textsOf(files: readonly ExaminedAlone[]): Texts {
  const texts = (side: "removed" | "added") =>
    new Set(files.flatMap((file) => file[side].flatMap((line) => (line.displaced ? [] : [textOf(line)]))));
  return { base: texts("removed"), result: texts("added") };
}

/** Code that became a remark, or a remark that became code, is no other layout. */
function textOf({ sort, says }: SaidLine): string {
  return `${sort === "comment" ? "remark" : "code"} ${says}`;
}

function examined(file: ExaminedAlone, left: Sides | undefined, texts: Texts): Examined {
  const { entry, path, kinds, base, result, removed, added, sizes, outOfOrder } = file;
  const isLayout = { base: isAmong(texts.result), result: isAmong(texts.base) };
  const other = rewritten(file, left?.base ?? [], left?.result ?? [], isLayout);
  const isSame = (side: "base" | "result", line: SaidLine) =>
    isLayout[side](line) && !other[side].has(line.number) && !outOfOrder[side].has(line.number);
  return {
    entry,
    path,
    kinds,
    ...(base === undefined ? {} : { base: { ...base, facts: left?.base ?? [] } }),
    ...(result === undefined ? {} : { result: { ...result, facts: left?.result ?? [] } }),
    removed: removed.flatMap((line) => marked(line, isSame("base", line))),
    added: added.flatMap((line) => marked(line, isSame("result", line))),
    sizes,
  };
}

function isAmong(others: ReadonlySet<string>): (line: SaidLine) => boolean {
  return (line) => line.displaced || (line.says !== "" && others.has(textOf(line)));
}

/** A line that only stands elsewhere in its file is no changed line. */
function marked({ number, text, sort, displaced }: SaidLine, layout: boolean): readonly MarkedLine[] {
  return displaced && layout ? [] : [{ number, text, sort, layout }];
}
