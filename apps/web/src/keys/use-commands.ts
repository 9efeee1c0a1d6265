import { createContext, useContext, useEffect, useSyncExternalStore } from "react";
import type { Command, Registry } from "./registry.ts";

/** The registry of the page. */
export const RegistryContext = createContext<Registry | undefined>(undefined);

/** The registry that the page was made with. */
function useRegistry(): Registry {
  const registry = useContext(RegistryContext);
  if (registry === undefined) throw new RangeError("outside of the page");
  return registry;
}

/** Has commands given while a component is there. `commands` stays the same object while nothing of it changes. */
export function useCommands(commands: readonly Command[]): void {
  const { add } = useRegistry();
  useEffect(() => add(commands), [add, commands]);
}

/** All commands that can be given now. */
export function useAllCommands(): readonly Command[] {
  const { subscribe, commands } = useRegistry();
  return useSyncExternalStore(subscribe, commands);
}
