import { useLayoutEffect, useRef } from "react";
import type { Drawing, Drawn, Paint, Segment } from "./drawing.ts";
import { segmentsOf } from "./segments.ts";

type Props = { readonly drawing: Drawing; readonly label: string; readonly rows: number };
type Known = { readonly drawn: ReadonlyMap<string, Drawn>; readonly paint: Paint };

/** The rows of a file as a table that is drawn without React: thousands of them come and are coloured at once. */
export function RowsView({ drawing, label, rows }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const known = useRef<Known>(undefined);
  useLayoutEffect(() => {
    const { current } = root;
    if (current === null) return;
    const paint = { colours: drawing.state.colours, suspects: drawing.suspects };
    const before = known.current ?? { drawn: new Map(), paint };
    const focus = focusIn(current);
    const drawn = become(current, before.drawn, segmentsOf(drawing));
    // What stands there keeps the focus, and where somebody stepped to.
    if (paint.colours !== before.paint.colours || paint.suspects !== before.paint.suspects)
      for (const [key, one] of drawn) if (before.drawn.has(key)) one.paint(paint);
    known.current = { drawn, paint };
    focus();
  }, [drawing]);
  return (
    <div
      ref={root}
      className={`rows ${drawing.layout}`}
      role="table"
      tabIndex={-1}
      aria-label={label}
      aria-rowcount={rows}
    />
  );
}

/** Has an element consist of segments, and leaves those that are there already where they are. */
function become(
  root: HTMLElement,
  before: ReadonlyMap<string, Drawn>,
  segments: readonly Segment[],
): ReadonlyMap<string, Drawn> {
  const now = new Map(segments.map(({ key, draw }) => [key, before.get(key) ?? draw()]));
  for (const [key, old] of before) if (!now.has(key)) old.element.remove();
  let next = root.firstChild;
  for (const { element } of now.values()) {
    if (element === next) next = next.nextSibling;
    else root.insertBefore(element, next);
  }
  return now;
}

/** A bar is drawn anew once lines of it are shown: whoever pressed its button is on the same one afterwards, or on the rows where it is gone. */
function focusIn(root: HTMLElement): () => void {
  const active = document.activeElement;
  const gap = active?.closest<HTMLElement>("[data-gap]")?.dataset["gap"];
  if (gap === undefined || !root.contains(active)) return () => {};
  return () => {
    if (root.contains(document.activeElement)) return;
    const buttons = [...root.querySelectorAll<HTMLElement>(`[data-gap="${gap}"] button`)];
    const same = buttons.find(({ textContent }) => textContent === active?.textContent) ?? buttons[0];
    (same ?? root).focus({ preventScroll: true });
  };
}
