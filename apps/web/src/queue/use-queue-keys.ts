import { useEffect, useMemo, useRef } from "react";
import { go } from "../app/route.ts";
import type { Command } from "../keys/registry.ts";
import { useCommands } from "../keys/use-commands.ts";
import type { Line } from "./order.ts";
import { VIEWS } from "./sections.ts";

/** What the keys of the queue do, and where the cursor is. */
export type QueueActs = {
  readonly lines: readonly Line[];
  /** Index of the cursor's line; -1 where it is nowhere. */
  readonly at: number;
  readonly view: string;
  readonly foldable: (section: string) => boolean;
  readonly moveTo: (index: number) => void;
  readonly open: () => void;
  readonly peek: () => void;
  readonly claim: () => void;
  readonly snooze: () => void;
  readonly assign: () => void;
  readonly select: () => void;
  readonly selectAll: () => void;
  readonly decide: () => void;
  readonly undo: () => void;
  readonly show: () => void;
  readonly leave: () => void;
};

/** Puts the keys of the queue into the registry. They act on what is shown when they are pressed. */
export function useQueueKeys(acts: QueueActs): void {
  const now = useRef(acts);
  useEffect(() => {
    now.current = acts;
  });
  useCommands(useMemo(() => commandsOf(() => now.current), []));
}

function commandsOf(now: () => QueueActs): readonly Command[] {
  const step = (by: 1 | -1) => () => {
    const { lines, at, foldable, moveTo } = now();
    const stands = ({ kind, section }: Line) => kind === "task" || (kind === "head" && foldable(section));
    let index = at === -1 && by === -1 ? lines.length : at;
    do index += by;
    while (index >= 0 && index < lines.length && !stands(lines[index] ?? { kind: "more", section: "" }));
    moveTo(index);
  };
  const edge = (by: 1 | -1) => () => {
    const { lines, moveTo } = now();
    const index =
      by === 1 ? lines.findIndex(({ kind }) => kind === "task") : lines.findLastIndex(({ kind }) => kind === "task");
    moveTo(index);
  };
  const move = { section: "Queue", palette: false } as const;
  const queue = { section: "Queue" } as const;
  return [
    { ...move, id: "next", label: "Next", keys: ["j", "ArrowDown"], run: step(1) },
    { ...move, id: "previous", label: "Previous", keys: ["k", "ArrowUp"], run: step(-1) },
    { ...move, id: "first", label: "First", keys: ["Home"], run: edge(1) },
    { ...move, id: "last", label: "Last", keys: ["End"], run: edge(-1) },
    { ...move, id: "open", label: "Open", keys: ["o", "Enter"], run: () => now().open() },
    { ...move, id: "peek", label: "Peek", keys: ["Space"], run: () => now().peek() },
    { ...queue, id: "claim", label: "Claim, or release", keys: ["c"], run: () => now().claim() },
    { ...queue, id: "snooze", label: "Snooze, or put back", keys: ["s"], run: () => now().snooze() },
    { ...queue, id: "assign", label: "Hand over to somebody else", keys: ["a"], run: () => now().assign() },
    { ...move, id: "select", label: "Select", keys: ["x"], run: () => now().select() },
    { ...move, id: "select-all", label: "Select the section", keys: ["Shift+x"], run: () => now().selectAll() },
    { ...queue, id: "decide", label: "Decide, about all that is selected", keys: ["d"], run: () => now().decide() },
    { ...queue, id: "undo", label: "Undo what was done last", keys: ["u"], run: () => now().undo() },
    { ...queue, id: "show", label: "Show what is new in the list", keys: ["."], run: () => now().show() },
    { ...move, id: "leave", label: "Let go", keys: ["Escape"], run: () => now().leave() },
    ...VIEWS.map(({ name, query }, index) => ({
      id: `view-${name}`,
      label: `View: ${name}`,
      section: "Views",
      keys: [String(index + 1)],
      run: () => go({ screen: "queue", query }),
    })),
  ];
}
