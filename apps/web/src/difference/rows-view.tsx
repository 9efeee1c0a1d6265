import { useLayoutEffect, useRef } from "react";
import type { Drawing, Segment } from "./drawing.ts";
import { segmentsOf } from "./segments.ts";

type Props = { readonly drawing: Drawing; readonly label: string; readonly rows: number };

/** The rows of a file as a table that is drawn without React: thousands of them come and are coloured at once. */
export function RowsView({ drawing, label, rows }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const drawn = useRef<ReadonlyMap<string, HTMLElement>>(new Map());
  useLayoutEffect(() => {
    if (root.current !== null) drawn.current = become(root.current, drawn.current, segmentsOf(drawing));
  }, [drawing]);
  return <div ref={root} className={`rows ${drawing.layout}`} role="table" aria-label={label} aria-rowcount={rows} />;
}

/** Has an element consist of segments, and leaves those that are there already where they are. */
function become(
  root: HTMLElement,
  before: ReadonlyMap<string, HTMLElement>,
  segments: readonly Segment[],
): ReadonlyMap<string, HTMLElement> {
  const now = new Map(segments.map(({ key, draw }) => [key, before.get(key) ?? draw()]));
  for (const [key, old] of before) if (!now.has(key)) old.remove();
  let next = root.firstChild;
  for (const one of now.values()) {
    if (one === next) next = next.nextSibling;
    else root.insertBefore(one, next);
  }
  return now;
}
