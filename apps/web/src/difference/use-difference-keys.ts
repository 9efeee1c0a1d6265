import { useMemo } from "react";
import { prefer } from "../app/preferences.ts";
import type { Command } from "../keys/registry.ts";
import { useCommands } from "../keys/use-commands.ts";
import type { DifferenceStore } from "./difference-store.ts";
import { shownGaps } from "./loaded-rows.ts";
import { fileInView, goTo, nextOf } from "./scroller.ts";

type Parts = {
  readonly root: React.RefObject<HTMLElement | null>;
  readonly store: DifferenceStore;
  readonly layout: "unified" | "split";
  readonly whole: boolean;
  /** Changes between what is new and the whole; undefined where they are the same. */
  readonly onWhole: ((whole: boolean) => void) | undefined;
  readonly onSaid: (said: string) => void;
  readonly onFinding: (finding: boolean) => void;
};

/** Keys of a difference. */
export function useDifferenceKeys({ root, store, layout, whole, onWhole, onSaid, onFinding }: Parts): void {
  useCommands(
    useMemo(() => {
      const inside = (what: (element: HTMLElement) => void) => () => {
        if (root.current !== null) what(root.current);
      };
      const step = (selector: string, by: 1 | -1) => inside((element) => onSaid(stepTo(element, selector, by)));
      const other = layout === "split" ? "unified" : "split";
      const commands: Command[] = [
        one("next-change", "Next change", ["n", "F7"], step(STOPS, 1)),
        one("previous-change", "Previous change", ["p", "Shift+F7"], step(STOPS, -1)),
        one("next-file", "Next file", ["]"], step(HEADS, 1)),
        one("previous-file", "Previous file", ["["], step(HEADS, -1)),
        one(
          "expand",
          "Show 20 more lines around",
          ["e"],
          inside((element) => expandNear(element, store)),
        ),
        one(
          "expand-all",
          "Show all lines of the file",
          ["Shift+e"],
          inside((element) => expandAll(element, store)),
        ),
        one("find-file", "Find a file", ["t"], () => onFinding(true)),
        one("layout", `Show ${other}`, ["="], () => prefer({ layout: other })),
      ];
      if (onWhole === undefined) return commands;
      const label = whole ? "Show what is new to me" : "Show the whole change";
      return [...commands, one("whole", label, ["i"], () => onWhole(!whole))];
    }, [root, store, layout, whole, onWhole, onSaid, onFinding]),
  );
}

const STOPS = "[data-stop]";
const HEADS = ".file-head";

function one(id: string, label: string, keys: readonly string[], run: () => void): Command {
  return { id: `difference-${id}`, label, section: "Difference", keys, run };
}

function stepTo(inside: HTMLElement, selector: string, by: 1 | -1): string {
  const next = nextOf(inside, selector, by);
  if (next === undefined) return by === 1 ? "nothing further down" : "nothing further up";
  return goTo(next, selector === STOPS ? "center" : "start");
}

function expandNear(inside: HTMLElement, store: DifferenceStore): void {
  const file = fileInView(inside);
  const section = inside.querySelector<HTMLElement>(`[data-file="${file}"]`);
  const bar = section === null ? undefined : (nextOf(section, ".bar", 1) ?? nextOf(section, ".bar", -1));
  const gap = Number(bar?.dataset["gap"] ?? Number.NaN);
  if (Number.isInteger(gap)) void store.files[file]?.expand(gap, gap === 0 ? "up" : "down");
}

function expandAll(inside: HTMLElement, store: DifferenceStore): void {
  const file = store.files[fileInView(inside)];
  if (file === undefined) return;
  const { loaded, phase } = file.state();
  for (const gap of shownGaps(loaded.hunks, phase === "whole").keys()) void file.expand(gap, "all");
}
