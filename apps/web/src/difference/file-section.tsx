import { HIDDEN_KINDS, countHidden } from "@countersign/rows";
import type { IndexedFile, RowPlace } from "@countersign/rows";
import { useMemo, useRef, useSyncExternalStore } from "react";
import { OthersText } from "../text/others-text.tsx";
import { pathText } from "../text/path-text.ts";
import { ProblemText } from "../ui/problem-text.tsx";
import type { Drawing, Suspect } from "./drawing.ts";
import { FileCards } from "./file-cards.tsx";
import type { FileState, FileStore } from "./file-store.ts";
import { HARMLESS, HIDDEN_WORDS } from "./hidden-words.ts";
import { RowsView } from "./rows-view.tsx";
import { WhenNear, useNear } from "./when-near.tsx";

/** What a file is shown with, besides what its store has. */
export type FileSight = {
  readonly layout: Drawing["layout"];
  readonly scoped: boolean;
  /** How far the packet says that the file was understood. */
  readonly analysed: string | undefined;
  readonly suspects: readonly Suspect[];
  readonly pathOf: (file: number) => string;
  readonly onJump: (place: RowPlace, side: "old" | "new") => void;
};

/** A file of a difference: what it is, what warns of it, and its rows once it comes near the view. */
export function FileSection({ store, sight }: { readonly store: FileStore; readonly sight: FileSight }) {
  const { file, number } = store;
  const state = useSyncExternalStore(store.subscribe, store.state);
  const { layout, suspects, pathOf, onJump } = sight;
  const whole = useRef(new Set<string>()).current;
  const section = useRef<HTMLElement>(null);
  useNear(section, store.colour);
  const drawing = useMemo<Drawing>(
    () => ({
      state,
      layout,
      suspects,
      pathOf,
      onJump,
      whole,
      onExpand: (gap, how) => void store.expand(gap, how),
    }),
    [state, layout, suspects, pathOf, onJump, whole, store],
  );
  const path = pathText(file.header.newPath);
  const waits = state.phase !== "whole" && state.count === 0;
  return (
    <section ref={section} className="file" data-file={number} aria-labelledby={`file-${number}`}>
      <header
        className="file-head"
        tabIndex={-1}
        data-stop={waits || file.rows === 0 ? `file ${path}, ${factsText(file)}` : undefined}
      >
        <h3 id={`file-${number}`}>
          <OthersText text={path} />
        </h3>
        <FileFacts file={file} sight={sight} />
      </header>
      <div className="file-notes">
        <HiddenWarning file={file} state={state} />
        <FileCards file={file} />
        {state.loaded.wordsLeftOut > 0 && (
          <p className="card">
            Words of {state.loaded.wordsLeftOut} pairs of lines were not compared: read these lines whole.
          </p>
        )}
      </div>
      {state.count > 0 && <RowsView drawing={drawing} label={`Rows of ${path}`} rows={file.rows} />}
      {state.problem !== undefined && <ProblemText error={state.problem} />}
      <Coming store={store} state={state} />
    </section>
  );
}

/** In words what the head shows. */
function factsText({ header, added, removed }: IndexedFile): string {
  return `${header.status}, ${added} added, ${removed} removed`;
}

function FileFacts({ file, sight: { scoped, analysed } }: { readonly file: IndexedFile; readonly sight: FileSight }) {
  return (
    <p className="file-facts">
      <span>{file.header.status}</span>
      <Counts added={file.added} removed={file.removed} />
      <span className={scoped ? "scoped" : undefined}>{scoped ? "in scope" : "out of scope"}</span>
      {analysed !== undefined && <span>{analysed === "none" ? "not analysed" : `understood as ${analysed}`}</span>}
    </p>
  );
}

/** Rows that came and went. */
export function Counts({ added, removed }: { readonly added: number; readonly removed: number }) {
  return (
    <span className="counts">
      <span className="count-added">+{added}</span> <span className="count-removed">−{removed}</span>
    </span>
  );
}

/** By the rows themselves once they are all here, so that nobody can leave it out; till then by what the index says. */
function HiddenWarning({ file, state }: { readonly file: IndexedFile; readonly state: FileState }) {
  const counts = useMemo(
    () => (state.phase === "whole" ? countHidden(state.loaded.hunks.flatMap(({ rows }) => rows)) : file.hidden),
    [state.phase, state.loaded, file],
  );
  const found = HIDDEN_KINDS.filter((kind) => !HARMLESS.has(kind) && (counts[kind] ?? 0) > 0);
  if (found.length === 0) return null;
  return (
    <p className="card warning" role="note">
      <b>Not what it looks like</b> {found.map((kind) => `${counts[kind] ?? 0} × ${HIDDEN_WORDS[kind]}`).join("; ")}.
      Each stands in a box below.
    </p>
  );
}

function Coming({ store, state }: { readonly store: FileStore; readonly state: FileState }) {
  const { rows } = store.file;
  if (state.phase === "whole") return null;
  if (state.phase === "failed")
    return (
      <p className="coming">
        {rows - state.count} of {rows} rows are not here.{" "}
        <button type="button" onClick={() => void store.more()}>
          Try again
        </button>
      </p>
    );
  return (
    <WhenNear key={state.count} height={state.count === 0 ? rows * 20 : 40} onNear={() => void store.more()}>
      <p className="coming quiet">
        {state.count === 0
          ? `${rows} rows come when they are near.`
          : `${state.count} of ${rows} rows. The digest is compared once all are here.`}
      </p>
    </WhenNear>
  );
}
