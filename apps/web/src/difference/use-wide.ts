import { useSyncExternalStore } from "react";

const QUERY = "(min-width: 900px)";

/** Whether there is room for two columns of rows. */
export function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(QUERY);
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => matchMedia(QUERY).matches,
  );
}
