import { useCallback, useRef, useState } from "react";
import type { Task } from "../api/types.ts";
import { differenceInSight } from "./order.ts";
import type { Difference, Line } from "./order.ts";
import type { ReadQueue } from "./use-queue.ts";

/** What is on the screen of what was read. */
export type Shown = {
  readonly lines: readonly Line[];
  readonly taskOf: (key: string) => Task | undefined;
  /** What would change in sight; undefined where the screen is up to date. */
  readonly waiting: Difference | undefined;
  readonly show: () => void;
};

/**
 * Keeps lines where they are while somebody looks at them: what a task says changes at once, but a line comes, goes or moves only
 * where nobody sees it, or when it is asked for. `view` names what is looked at; `attended` says whether cursor or pointer are on it.
 */
export function useShown(queue: ReadQueue, view: string, attended: boolean, lastInSight: () => number): Shown {
  const [kept, setKept] = useState({ view, lines: queue.lines, whole: !queue.pending });
  const known = useRef(new Map<string, Task>());
  for (const [key, task] of queue.tasks) known.current.set(key, task);

  // What has not come yet is nothing that anybody looks at.
  const fits = kept.view === view && kept.whole && attended && kept.lines.some(({ kind }) => kind === "task");
  const waiting =
    fits && kept.lines !== queue.lines ? differenceInSight(kept.lines, queue.lines, lastInSight()) : undefined;
  const lines = waiting === undefined ? queue.lines : kept.lines;
  const whole = !queue.pending;
  if (lines !== kept.lines || kept.view !== view || kept.whole !== whole) setKept({ view, lines, whole });

  const show = useCallback(() => setKept({ view: "", lines: [], whole: false }), []);
  return { lines, waiting, show, taskOf: (key) => queue.tasks.get(key) ?? known.current.get(key) };
}
