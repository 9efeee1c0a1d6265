import type { Command, Registry } from "./registry.ts";

/** Milliseconds within which the second key of a pair comes. */
const PAIR = 1_200;
/** Keys that stand for something else in these. */
const WRITES = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
/** What the browser itself does with these on what has the focus comes first. */
const ACTS = "button, a[href], summary, [role=option], [role=menuitem]";

/**
 * Gives commands by key, until it is disposed of. Keys without Control, Alt or Meta do nothing while somebody writes, while a dialog
 * is open, and while `single` says that they are switched off (WCAG 2.1.4).
 */
export function listenForKeys(target: Window, { commands }: Registry, single: () => boolean): () => void {
  let first: { readonly key: string; readonly at: number } | undefined;
  const listener = (event: KeyboardEvent) => {
    if (
      event.defaultPrevented ||
      event.isComposing ||
      (event.repeat && event.key.length > 1 && event.key !== "ArrowDown" && event.key !== "ArrowUp")
    )
      return;
    const key = spellKey(event);
    if (key === undefined) return;
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (!modified && !isFree(event, single())) return;
    // The browser closes a popover with it.
    if (key === "Escape" && document.querySelector(":popover-open") !== null) return;
    const pair = first !== undefined && event.timeStamp - first.at < PAIR ? `${first.key} ${key}` : undefined;
    first = undefined;
    const found = (pair === undefined ? undefined : find(commands(), pair)) ?? find(commands(), key);
    if (found !== undefined) {
      event.preventDefault();
      return found.run();
    }
    if (!modified && commands().some(({ keys = [] }) => keys.some((one) => one.startsWith(`${key} `))))
      first = { key, at: event.timeStamp };
  };
  target.addEventListener("keydown", listener);
  return () => target.removeEventListener("keydown", listener);
}

function find(commands: readonly Command[], key: string): Command | undefined {
  return commands.find(({ keys = [] }) => keys.includes(key));
}

/** How a key is written in a command; undefined for keys that do nothing by themselves. */
export function spellKey({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string | undefined {
  if (["Control", "Shift", "Alt", "Meta", "Dead", "Unidentified"].includes(key)) return undefined;
  const name = key === " " ? "Space" : key;
  // A character says by itself that Shift was down; a letter is written small, with its modifiers.
  const letter = /^\p{L}$/u.test(name);
  const shift = shiftKey && (letter || name.length > 1) ? "Shift+" : "";
  return `${ctrlKey || metaKey ? "Control+" : ""}${altKey ? "Alt+" : ""}${shift}${letter ? name.toLowerCase() : name}`;
}

function isFree({ target, key }: KeyboardEvent, single: boolean): boolean {
  if (!single && key.length === 1) return false;
  if (!(target instanceof Element)) return true;
  if (target.closest(WRITES) !== null || document.querySelector("dialog:modal") !== null) return false;
  return !(target.closest(ACTS) !== null && (key === "Enter" || key === " "));
}
