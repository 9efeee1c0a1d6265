import { useSyncExternalStore } from "react";

/** What a person likes in this browser. Nothing of it matters to anybody else. */
export type Preferences = {
  readonly theme: "system" | "light" | "dark";
  readonly singleKeys: boolean;
  /** How differences are shown: rows below each other as git has them, or old and new side by side. */
  readonly layout: "unified" | "split";
};

const KEY = "countersign.preferences";
const USUAL: Preferences = { theme: "system", singleKeys: true, layout: "unified" };

const listeners = new Set<() => void>();
let current = read();

/** The preferences now. */
export const preferences = () => current;

/** Changes some, for this browser. */
export function prefer(some: Partial<Preferences>): void {
  current = { ...current, ...some };
  localStorage.setItem(KEY, JSON.stringify(current));
  showTheme();
  for (const changed of listeners) changed();
}

/** Has the page drawn in the theme that is preferred. */
export function showTheme(): void {
  document.documentElement.dataset["theme"] = current.theme;
}

/** The preferences, as they change. */
export function usePreferences(): Preferences {
  return useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => void listeners.delete(changed);
  }, preferences);
}

function read(): Preferences {
  try {
    const said: Readonly<Record<string, unknown>> = { ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
    const theme = said["theme"] === "light" || said["theme"] === "dark" ? said["theme"] : "system";
    const layout = said["layout"] === "split" ? "split" : "unified";
    return { theme, singleKeys: said["singleKeys"] !== false, layout };
  } catch {
    return USUAL;
  }
}
