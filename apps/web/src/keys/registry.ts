/** Something that a person can have done: it is in the palette, and on the keys that it names. */
export type Command = {
  readonly id: string;
  /** What it does, as one reads it in palette and sheet. */
  readonly label: string;
  /** Under which heading of the sheet it stands. */
  readonly section: string;
  /** `j`, `Shift+x`, `Control+k`, or two after each other: `g q`. */
  readonly keys?: readonly string[];
  /** Whether the palette offers it; moves do not belong there. */
  readonly palette?: boolean;
  readonly run: () => void;
};

/** All commands that can be given now, by the screens that are open. */
export type Registry = {
  readonly commands: () => readonly Command[];
  readonly subscribe: (changed: () => void) => () => void;
  readonly add: (commands: readonly Command[]) => () => void;
};

/** Makes a registry. What was added last goes first where keys are the same: a panel in front of the screen behind it. */
export function registry(): Registry {
  let groups: readonly (readonly Command[])[] = [];
  let flat: readonly Command[] = [];
  const listeners = new Set<() => void>();
  const become = (next: typeof groups) => {
    groups = next;
    flat = next.toReversed().flat();
    for (const changed of listeners) changed();
  };
  return {
    commands: () => flat,
    subscribe(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    add(commands) {
      become([...groups, commands]);
      return () => become(groups.filter((one) => one !== commands));
    },
  };
}
