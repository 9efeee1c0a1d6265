import { openMirror, openRepository, readPatch } from "@countersign/adapters/git";
import type { Mirror } from "@countersign/adapters/git";
import { CountersignError } from "@countersign/core";
import type { Oid, Repository } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import {
  blobLines,
  decodeText,
  expandGap,
  formatExpansion,
  formatIndex,
  formatSlice,
  gapsOf,
  indexOf,
  movedBlocks,
  parsePatch,
  patchArguments,
  sliceOf,
  wordChanges,
} from "@countersign/rows";
import type { MovedBlock, Patch, PatchFile, WordChanges } from "@countersign/rows";
import { languageOf, tokenize } from "@countersign/rows/tokens";
import { formatTokens } from "@countersign/rows/tokens-wire";
import type { AskedDifference, AskedPart, AskedTree, AskedTrees, DifferencePart } from "./asked.ts";

/** Lines around each hunk, as git shows them. */
const CONTEXT = 3;
/** Rows that are remembered of all differences together, of about 150 bytes each; the last one is kept however many it has. */
const REMEMBERED = 400_000;
/** Lines of a patch: an empty one takes as much memory as any other. */
const MOST_LINES = 1_000_000;
/** Bytes of a content that is shown, and milliseconds for its colours. */
const LARGEST = 16 * 1024 * 1024;
const COLOURS = 2_000;
/** Milliseconds for which a repository stays open for the next question. */
const OPEN = 1_000;

type Known = {
  readonly patch: Patch;
  readonly rows: number;
  readonly words: Map<number, WordChanges>;
  moved: readonly MovedBlock[] | undefined;
};

/** Answers what is asked about differences, and remembers the patches that were asked about last. `now` in milliseconds, for bounds alone. */
export function differenceReader(now: () => number): (asked: AskedDifference) => Promise<DifferencePart> {
  const known = new Map<string, Known>();
  const inRepository = keptOpen();
  return ({ trees, part }) =>
    inRepository(trees.mirror, async ({ mirror, repository }) => {
      const name = JSON.stringify(trees);
      const found = known.get(name) ?? (await read(mirror, repository, trees));
      known.delete(name);
      known.set(name, found);
      forgetOldest(known);
      return { bytes: await answer(repository, found, part, now) };
    });
}

type Opened = { readonly mirror: Mirror; readonly repository: Repository & AsyncDisposable };

/**
 * Opens a repository for a question, and keeps it for the next one: a page asks for hundreds of parts one after the other, and each opening
 * starts git several times. What failed may have broken it, and closes it at once.
 */
function keptOpen() {
  let kept: (Opened & { readonly name: string }) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const close = async () => {
    const closed = kept;
    kept = undefined;
    await closed?.repository[Symbol.asyncDispose]();
  };
  return async <T>(at: AskedTrees["mirror"], work: (opened: Opened) => Promise<T>): Promise<T> => {
    clearTimeout(timer);
    const name = JSON.stringify(at);
    if (kept?.name !== name) await close();
    try {
      if (kept === undefined) {
        const mirror = await openMirror(at);
        kept = { name, mirror, repository: openRepository(mirror) };
      }
      const answered = await work(kept);
      timer = setTimeout(() => void close(), OPEN);
      return answered;
    } catch (error) {
      await close();
      throw error;
    }
  };
}

function forgetOldest(known: Map<string, Known>): void {
  let rows = [...known.values()].reduce((sum, one) => sum + one.rows, 0);
  for (const [name, one] of known) {
    if (rows <= REMEMBERED || known.size === 1) return;
    known.delete(name);
    rows -= one.rows;
  }
}

async function read(mirror: Mirror, repository: Repository, { from, to }: AskedTrees): Promise<Known> {
  const [old, now] = [await treeOf(repository, from), await treeOf(repository, to)];
  const bytes = await readPatch(mirror, patchArguments(old, now, { context: CONTEXT, renames: false }));
  if (countLines(bytes) > MOST_LINES)
    throw new CountersignError("limit.patch", `the patch has more than ${MOST_LINES} lines`);
  const patch = parsePatch(bytes, nodeCrypto.sha256);
  const rows = patch.files.reduce((sum, { hunks }) => sum + hunks.reduce((all, hunk) => all + hunk.rows.length, 0), 0);
  return { patch, rows, words: new Map(), moved: undefined };
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}

/** The tree, present in the mirror. `git.missing-object` where it is neither there nor made again as the same. */
async function treeOf(repository: Repository, asked: AskedTree): Promise<Oid> {
  if ("commit" in asked) return (await repository.commit(asked.commit)).tree;
  const { tree, base, head } = asked;
  try {
    await repository.diff(tree, tree);
    return tree;
  } catch (error) {
    if (!(error instanceof CountersignError) || error.code !== "git.missing-object") throw error;
    const merged = await repository.mergeTree(base, head);
    if ("tree" in merged && merged.tree === tree) return tree;
    throw error;
  }
}

async function answer(
  repository: Repository,
  known: Known,
  part: AskedPart,
  now: () => number,
): Promise<Uint8Array | undefined> {
  if (part.kind === "index") return formatIndex(indexOf(known.patch));
  const file = known.patch.files[part.file];
  if (file === undefined) throw new CountersignError("web.unknown", "the difference has no such file");
  switch (part.kind) {
    case "slice":
      return slice(known, file, part);
    case "gap":
      return gap(repository, file, part);
    case "tokens":
      return tokens(repository, file, part.side, now);
    default:
      return part satisfies never;
  }
}

function slice(
  known: Known,
  { hunks }: PatchFile,
  { file, start, end }: Extract<AskedPart, { kind: "slice" }>,
): Uint8Array {
  const words = known.words.get(file) ?? wordChanges(hunks);
  known.words.set(file, words);
  known.moved ??= movedBlocks(known.patch.files);
  return formatSlice(sliceOf(known.patch, { file, from: start, to: end }, { words, moved: known.moved }));
}

async function gap(
  repository: Repository,
  file: PatchFile,
  { file: number, gap: which, start, end }: Extract<AskedPart, { kind: "gap" }>,
): Promise<Uint8Array> {
  const sides = {
    old: blobLines(await contentOf(repository, file, "old")),
    new: blobLines(await contentOf(repository, file, "new")),
  };
  const asked = gapsOf(file.hunks, sides.old.lines.length)[which];
  if (asked === undefined) throw new CountersignError("web.unknown", "the file has no such gap");
  const rows = expandGap(sides, asked, start, end);
  return formatExpansion({ file: number, gap: which, from: start, of: asked.count, rows });
}

async function tokens(
  repository: Repository,
  file: PatchFile,
  side: "old" | "new",
  now: () => number,
): Promise<Uint8Array | undefined> {
  const language = languageOf(side === "old" ? file.oldPath : file.newPath);
  if (language === undefined || file.content !== "lines") return undefined;
  const until = now() + COLOURS;
  const found = tokenize(language, decodeText(await contentOf(repository, file, side)), () => now() < until);
  if ("none" in found) return undefined;
  return formatTokens({ language, from: 0, of: found.lines.length, lines: found.lines });
}

async function contentOf(
  repository: Repository,
  { oldOid, newOid }: PatchFile,
  side: "old" | "new",
): Promise<Uint8Array> {
  const oid = side === "old" ? oldOid : newOid;
  if (oid === undefined || /^0+$/.test(oid)) return new Uint8Array();
  return repository.blob(oid, LARGEST);
}
