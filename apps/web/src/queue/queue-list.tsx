import { useVirtualizer } from "@tanstack/react-virtual";
import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import type { RefObject } from "react";
import type { Person, Task } from "../api/types.ts";
import { useNow } from "../text/now.ts";
import { lineKey } from "./order.ts";
import type { Line } from "./order.ts";
import { QueueRow } from "./queue-row.tsx";
import type { ReadSection } from "./use-queue.ts";

/** Heights in pixels; `styles/queue.css` has the same. */
const HEIGHT = { head: 32, task: 44, more: 32 };

export type QueueListProps = {
  readonly lines: readonly Line[];
  readonly sections: readonly ReadSection[];
  readonly taskOf: (key: string) => Task | undefined;
  readonly isGone: (key: string) => boolean;
  readonly me: Person;
  /** The line that the keys act on. */
  readonly cursor: string | undefined;
  readonly selected: ReadonlySet<string>;
  readonly working: ReadonlySet<string>;
  readonly stale: boolean;
  /** Told which lines are in sight; called from layout, not from drawing. */
  readonly inSight: RefObject<{ last: number; scrollTo: (index: number) => void }>;
  readonly onCursor: (line: string) => void;
  readonly onSelect: (key: string) => void;
  readonly onFold: (section: string) => void;
  readonly onMore: (section: string) => void;
  readonly onAttention: (attended: boolean) => void;
};

/** The list: as many rows as there are in sight, whatever there is. */
export function QueueList(props: QueueListProps) {
  const { lines, cursor, stale, inSight, onAttention } = props;
  const grid = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => grid.current,
    estimateSize: (index) => HEIGHT[lines[index]?.kind ?? "task"],
    getItemKey: (index) => lineKeyAt(lines, index),
    overscan: 12,
    scrollPaddingStart: HEIGHT.head,
  });
  useEffect(() => {
    virtual.measure();
  }, [virtual, lines]);
  useEffect(() => {
    inSight.current = { last: lastOf(virtual), scrollTo: (index) => virtual.scrollToIndex(index, { align: "auto" }) };
  });
  const head = headAt(lines, virtual.range?.startIndex ?? 0);
  return (
    <div
      ref={grid}
      className={stale ? "grid stale" : "grid"}
      data-grid=""
      role="grid"
      tabIndex={0}
      aria-label="Queue"
      aria-rowcount={lines.length}
      aria-multiselectable="true"
      aria-activedescendant={cursor === undefined ? undefined : rowId(cursor)}
      onFocus={() => onAttention(true)}
      onBlur={() => onAttention(false)}
      onPointerEnter={() => onAttention(true)}
      onPointerLeave={() => onAttention(document.activeElement === grid.current)}
    >
      <div className="pinned" aria-hidden="true">
        {head !== undefined && <Head {...props} section={head} tab={false} />}
      </div>
      <div role="presentation" className="canvas" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const line = lines[index];
          return line === undefined ? null : <LineRow key={key} {...props} line={line} index={index} top={start} />;
        })}
      </div>
    </div>
  );
}

type LineProps = QueueListProps & { readonly line: Line; readonly index: number; readonly top: number };

function LineRow(props: LineProps) {
  const { line, index, top, cursor } = props;
  const key = lineKey(line);
  const common = {
    id: rowId(key),
    role: "row",
    "aria-rowindex": index + 1,
    style: { transform: `translateY(${top}px)` },
    "data-cursor": key === cursor ? "" : undefined,
  } as const;
  switch (line.kind) {
    case "head":
      return (
        <div {...common} className="row row-head">
          <Head {...props} section={line.section} tab />
        </div>
      );
    case "more":
      return <MoreRow {...props} common={common} />;
    case "task":
      return <TaskRow {...props} task={props.taskOf(line.key)} common={common} name={line.key} />;
    default:
      return line satisfies never;
  }
}

type Common = React.ComponentProps<"div">;

function TaskRow({
  task,
  common,
  name,
  line,
  ...props
}: LineProps & { readonly task: Task | undefined; readonly common: Common; readonly name: string }) {
  const now = useNow();
  if (task === undefined) return null;
  const selected = props.selected.has(name);
  const gone = props.isGone(name);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the grid has the focus and the keys
    <div
      {...common}
      className={gone ? "row row-task gone" : "row row-task"}
      aria-selected={selected}
      onClick={(event) => {
        props.onCursor(lineKey(line));
        if (event.target instanceof Element && event.target.closest(".cell-select") !== null) props.onSelect(name);
      }}
    >
      <QueueRow task={task} me={props.me} now={now} selected={selected} working={props.working.has(name)} gone={gone} />
    </div>
  );
}

function MoreRow({ line, onMore, common }: LineProps & { readonly common: Common }) {
  const { section } = line;
  useEffect(() => onMore(section), [onMore, section]);
  return (
    <div {...common} className="row row-more">
      <span role="gridcell" className="quiet">
        Reading more…
      </span>
    </div>
  );
}

function Head({
  sections,
  section,
  onFold,
  tab,
}: QueueListProps & { readonly section: string; readonly tab: boolean }) {
  const found = sections.find(({ id }) => id === section);
  if (found === undefined) return null;
  const { title, count, folded, open } = found;
  const text = (
    <>
      <b>{title}</b> <span className="quiet">{count?.toLocaleString("en") ?? "…"}</span>
    </>
  );
  if (!folded) return tab ? <span role="gridcell">{text}</span> : <span>{text}</span>;
  const button = (
    <button type="button" className="fold" tabIndex={-1} aria-expanded={open} onClick={() => onFold(section)}>
      <span aria-hidden="true">{open ? "▾" : "▸"}</span> {text}
    </button>
  );
  return tab ? <span role="gridcell">{button}</span> : button;
}

/** The element of a line: ids of the document are letters, digits, `-` and `_`. */
function rowId(key: string): string {
  return `line-${key.replaceAll(/[^\w-]/g, "_")}`;
}

function lineKeyAt(lines: readonly Line[], index: number): string {
  const line = lines[index];
  return line === undefined ? String(index) : lineKey(line);
}

function lastOf({ range }: Virtualizer<HTMLDivElement, Element>): number {
  return range?.endIndex ?? 0;
}

function headAt(lines: readonly Line[], index: number): string | undefined {
  return lines[index]?.kind === "head" ? undefined : lines[index]?.section;
}
