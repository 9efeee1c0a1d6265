import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { prefer, usePreferences } from "../app/preferences.ts";
import { formatRoute } from "../app/route.ts";
import type { ShownPacket, ShownPlace } from "../change/packet.ts";
import { pathText } from "../text/path-text.ts";
import { Keys } from "../ui/keys.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import type { DifferenceStore } from "./difference-store.ts";
import type { Suspect } from "./drawing.ts";
import type { Earlier } from "./earlier.ts";
import { FileFinder } from "./file-finder.tsx";
import { Counts, FileSection } from "./file-section.tsx";
import type { FileSight } from "./file-section.tsx";
import { FileTree } from "./file-tree.tsx";
import type { Scope } from "./record-scope.ts";
import { goTo } from "./scroller.ts";
import { revealLine } from "./reveal.ts";
import type { Line } from "./reveal.ts";
import { useDifferenceKeys } from "./use-difference-keys.ts";
import { useWide } from "./use-wide.ts";

type Props = {
  readonly store: DifferenceStore;
  readonly scope: Scope;
  readonly packet: ShownPacket | undefined;
  readonly target: ShownPlace | undefined;
  readonly earlier: Earlier | undefined;
  readonly whole: boolean;
  readonly onWhole: (whole: boolean) => void;
};

/** All files of a difference below each other, with their tree beside them; nothing of it once a digest does not hold. */
export function FilesView({ store, scope, packet, target, earlier, whole, onWhole }: Props) {
  const state = useSyncExternalStore(store.subscribe, store.state);
  const root = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState("");
  const [finding, setFinding] = useState(false);
  const wide = useWide();
  const { layout } = usePreferences();
  useEffect(() => {
    if (sum(store.files.map(({ file }) => file.rows)) <= AT_ONCE) void store.all();
  }, [store]);
  const jump = useJump(store, root, setSaid);
  useTarget(target, store, jump, whole ? undefined : onWhole);
  const sights = useSights({ store, scope, packet, jump, layout: wide ? layout : "unified" });
  useDifferenceKeys({
    root,
    store,
    layout,
    onSaid: setSaid,
    onFinding: setFinding,
    onWhole: earlier === undefined ? undefined : onWhole,
    whole,
  });
  if (state.stopped !== undefined) return <ProblemText error={state.stopped} />;
  const { files } = store;
  return (
    <div ref={root} className="difference-body">
      <Compared earlier={earlier} whole={whole} onWhole={onWhole} />
      <p className="difference-line">
        <span>
          {files.length} {files.length === 1 ? "file" : "files"},{" "}
          {files.filter(({ file }) => scope.has(file.header.newPath)).length} in scope
        </span>
        <Counts added={sum(files.map(({ file }) => file.added))} removed={sum(files.map(({ file }) => file.removed))} />
        <span className={state.whole ? "state-whole" : "quiet"}>
          {state.whole
            ? "✓ all rows are here and have the digest of the difference"
            : `${state.loaded} of ${files.length} files are here and have their digests`}
        </span>
        {!state.whole && (
          <button type="button" className="link" onClick={() => void store.all()}>
            Load all
          </button>
        )}
        {wide && (
          <button type="button" className="link layout" onClick={() => prefer({ layout: other(layout) })}>
            Show {other(layout)} <Keys keys="=" />
          </button>
        )}
      </p>
      {files.length === 0 && <p>Nothing differs.</p>}
      <div className="difference-columns">
        <FileTree files={files} scope={scope} onOpen={(file) => void jump(file, { side: "new", line: 0 })} />
        <div className="files">
          {files.map((one, at) => {
            const sight = sights[at];
            return sight === undefined ? null : <FileSection key={one.number} store={one} sight={sight} />;
          })}
        </div>
      </div>
      <p className="said" role="status">
        {said}
      </p>
      {finding && (
        <FileFinder
          files={files}
          onClose={() => setFinding(false)}
          onOpen={(file) => void jump(file, { side: "new", line: 0 })}
        />
      )}
    </div>
  );
}

/** Rows of a difference that comes whole without being scrolled to, so that the browser finds text in all of it. */
const AT_ONCE = 2_000;

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
const other = (layout: "unified" | "split") => (layout === "split" ? "unified" : "split");

function Compared({ earlier, whole, onWhole }: Pick<Props, "earlier" | "whole" | "onWhole">) {
  if (earlier === undefined) return <p className="quiet">All that the change does to its base.</p>;
  return (
    <p className="compared">
      {whole ? (
        "All that the change does to its base, the part that you know too."
      ) : (
        <>
          Only what differs from{" "}
          <a href={formatRoute({ screen: "change", change: earlier.change })}>
            the revision that you {earlier.how === "decided" ? "decided about" : "looked at"}
          </a>
          , what came with the base too.
        </>
      )}{" "}
      <button type="button" className="link" onClick={() => onWhole(!whole)}>
        {whole ? "Show what is new to me" : "Show the whole change"} <Keys keys="i" />
      </button>
    </p>
  );
}

type Jump = (file: number, line: Line) => Promise<void>;

/** Opens a file at a line, whatever has to come for it. */
function useJump(store: DifferenceStore, root: React.RefObject<HTMLElement | null>, onSaid: (said: string) => void) {
  return useCallback(
    async (file: number, line: Line) => {
      const one = store.files[file];
      if (one === undefined) return;
      if (line.line > 0) await revealLine(one, line);
      // Rows are drawn with the page's next frame.
      await new Promise((done) => requestAnimationFrame(done));
      const section = root.current?.querySelector(`[data-file="${file}"]`);
      const row = section?.querySelector<HTMLElement>(`[data-${line.side}="${line.line}"]`);
      const head = section?.querySelector<HTMLElement>(".file-head");
      if (row !== null && row !== undefined) {
        row.tabIndex = -1;
        goTo(row);
        onSaid(`line ${line.line}`);
      } else if (head !== null && head !== undefined && section !== null && section !== undefined) {
        section.scrollIntoView({ block: "start" });
        onSaid(goTo(head, "start"));
      }
    },
    [store, root, onSaid],
  );
}

/** Shows what was asked for beside the difference; where only what is new is shown and it is no part of that, the whole change. */
function useTarget(
  target: ShownPlace | undefined,
  { files }: DifferenceStore,
  jump: Jump,
  onWhole: ((whole: boolean) => void) | undefined,
): void {
  const show = useEffectEvent(({ path, side, from }: ShownPlace) => {
    const absent = side === "old" ? "added" : "deleted";
    const named = files.filter(({ file }) => pathText(file.header.newPath) === path);
    const found = named.find(({ file }) => file.header.status !== absent) ?? named[0];
    if (found !== undefined) void jump(found.number, { side, line: from });
    else onWhole?.(true);
  });
  useEffect(() => {
    if (target !== undefined) show(target);
  }, [target]);
}

type Sights = Pick<Props, "store" | "scope" | "packet"> & {
  readonly jump: Jump;
  readonly layout: FileSight["layout"];
};

function useSights({ store, scope, packet, jump, layout }: Sights): readonly FileSight[] {
  return useMemo(() => {
    const analysed = new Map(packet?.coverage.map((one) => [one.path, one.analysed]));
    const pathOf = (file: number) => {
      const path = store.files[file]?.file.header.newPath;
      return path === undefined ? "" : pathText(path);
    };
    return store.files.map(({ file, number }) => ({
      layout,
      pathOf,
      scoped: scope.has(file.header.newPath),
      analysed: analysed.get(pathOf(number)),
      suspects: suspectsOf(packet, pathOf(number)),
      onJump: (place, side) => void jump(place.file, { side, line: place.line }),
    }));
  }, [store, scope, packet, jump, layout]);
}

function suspectsOf(packet: ShownPacket | undefined, path: string): readonly Suspect[] {
  const findings = packet?.findings.filter(({ code }) => code === "text.mixed-script") ?? [];
  return findings.flatMap(({ places }) => places.filter((place) => place.path === path));
}
