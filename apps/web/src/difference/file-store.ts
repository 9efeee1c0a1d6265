import { nobleCrypto } from "@countersign/crypto/noble";
import { joinSlices } from "@countersign/rows";
import type { ContextRow, IndexedFile, PatchFile, RowsSlice } from "@countersign/rows";
import type { TokensSlice } from "@countersign/rows/tokens-wire";
import { digestProblem, documentProblem } from "../api/problem.ts";
import { loadedRows, shownGaps } from "./loaded-rows.ts";
import type { LoadedRows } from "./loaded-rows.ts";
import type { DifferenceSource } from "./read-difference.ts";

/** Rows of a slice: about 100 KB, and some 10 ms to read. */
const SLICE = 2_000;

/** What is shown of a gap: lines below what stands above it, and lines above what stands below. `of`: how many lines it has. */
type Expanded = {
  readonly top: readonly ContextRow[];
  readonly bottom: readonly ContextRow[];
  readonly of: number;
};

/** A file of a difference as far as it is here. */
export type FileState = {
  /** `whole`: all rows are here, and what git prints for them has the digest of the index. */
  readonly phase: "idle" | "loading" | "part" | "whole" | "failed";
  readonly count: number;
  readonly loaded: LoadedRows;
  readonly expanded: ReadonlyMap<number, Expanded>;
  readonly colours: { readonly old?: TokensSlice; readonly new?: TokensSlice };
  /** What went wrong last, which may be tried again. */
  readonly problem?: unknown;
};

export type FileStore = {
  readonly number: number;
  readonly file: IndexedFile;
  readonly state: () => FileState;
  readonly subscribe: (changed: () => void) => () => void;
  /** Has the next slice come; resolves once it is here or has failed. */
  readonly more: () => Promise<void>;
  readonly all: () => Promise<void>;
  /** Has the colours come once all rows are here: whoever reads the rows wants them, whoever hashes them does not. */
  readonly colour: () => void;
  /** Shows so many more lines of a gap, from above (`down`), from below (`up`), or all of them. */
  readonly expand: (gap: number, how: "up" | "down" | "all", lines?: number) => Promise<void>;
  /** The file put together again, once it is whole. */
  readonly joined: () => PatchFile | undefined;
};

const NOTHING: FileState = {
  phase: "idle",
  count: 0,
  loaded: { hunks: [], words: new Map(), moved: [], wordsLeftOut: 0 },
  expanded: new Map(),
  colours: {},
};

/**
 * A file whose rows come slice by slice. The last one puts the file together and compares its digest: `stop` is told what is not as the
 * index says, and nothing more is shown.
 */
export function fileStore(
  source: DifferenceSource,
  file: IndexedFile,
  number: number,
  stop: (problem: unknown) => void,
): FileStore {
  let state = NOTHING;
  let slices: readonly RowsSlice[] = [];
  let joined: PatchFile | undefined;
  let pending: Promise<void> | undefined;
  const listeners = new Set<() => void>();
  const become = (some: Partial<FileState>) => {
    state = { ...state, ...some };
    for (const changed of listeners) changed();
  };
  const join = () => {
    try {
      joined = joinSlices(file, slices, nobleCrypto.sha256);
    } catch (cause) {
      return stop(documentProblem(cause));
    }
    become({ phase: "whole", count: file.rows, loaded: loadedRows(slices) });
    void colour();
  };
  const load = async () => {
    const from = state.count;
    become({ phase: "loading", problem: undefined });
    try {
      const slice = await source.slice(number, from, Math.min(from + SLICE, file.rows));
      if (slice.file !== number || slice.from !== from || slice.rows.length === 0)
        return stop(digestProblem("the rows that were sent are not those that were asked for"));
      slices = [...slices, slice];
      const count = from + slice.rows.length;
      if (count >= file.rows) return join();
      become({ phase: "part", count, loaded: loadedRows(slices) });
    } catch (problem) {
      become({ phase: "failed", problem });
    }
  };
  let colours: "none" | "wanted" | "asked" = "none";
  const colour = async () => {
    if (colours !== "wanted" || joined === undefined) return;
    colours = "asked";
    const { content, oldMode, newMode } = file.header;
    if (content !== "lines" || [oldMode, newMode].some((mode) => mode === "120000" || mode === "160000")) return;
    const of = (side: "old" | "new", there: boolean) => (there ? source.tokens(number, side) : undefined);
    // Rows are as true without colours.
    const [old, now] = await Promise.all([of("old", file.removed > 0), of("new", file.rows > file.removed)]).catch(
      () => [],
    );
    if (old === undefined && now === undefined) return;
    become({ colours: { ...(old === undefined ? {} : { old }), ...(now === undefined ? {} : { new: now }) } });
  };
  if (file.rows === 0) join();
  const more = () => {
    if (state.phase === "whole") return Promise.resolve();
    pending ??= load().finally(() => void (pending = undefined));
    return pending;
  };
  return {
    number,
    file,
    state: () => state,
    joined: () => joined,
    subscribe(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    more,
    colour() {
      if (colours === "none") colours = "wanted";
      void colour();
    },
    async all() {
      do await more();
      while (state.phase === "part");
    },
    async expand(gap, how, lines = 20) {
      const shown = shownGaps(state.loaded.hunks, state.phase === "whole")[gap];
      if (shown === undefined) return;
      const before = state.expanded.get(gap) ?? { top: [], bottom: [], of: shown.known ? shown.count : Infinity };
      const from =
        how === "up" ? Math.max(before.top.length, before.of - before.bottom.length - lines) : before.top.length;
      const most = before.of - before.bottom.length;
      const end = how === "down" ? Math.min(from + lines, most) : Math.min(most, from + 1_000_000);
      try {
        const { rows, of } = await source.gap(number, gap, from, end);
        if (rows.some((row, at) => row.old !== shown.old + from + at || row.new !== shown.new + from + at))
          return stop(digestProblem("the lines that were sent are not those that were asked for"));
        const now = state.expanded.get(gap) ?? { ...before, of };
        const next =
          how === "up" ? { ...now, of, bottom: [...rows, ...now.bottom] } : { ...now, of, top: [...now.top, ...rows] };
        if (now.top !== before.top || now.bottom !== before.bottom) return;
        become({ problem: undefined, expanded: new Map([...state.expanded, [gap, next]]) });
      } catch (problem) {
        become({ problem });
      }
    },
  };
}
