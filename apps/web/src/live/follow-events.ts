import type { QueryClient } from "@tanstack/react-query";
import type { LiveStore } from "./live-store.ts";

/** Milliseconds within which many events are one reason to read a list. */
const CALM = 700;

/** Has everything read anew that an event is about, if it is shown: lists soon, a change at once. */
export function followEvents(live: LiveStore, queries: QueryClient): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  live.onEvent((event) => {
    const about = event?.change === undefined ? ["change"] : ["change", event.change];
    // What a packet says never changes, so it is not asked for again.
    void queries.invalidateQueries({ queryKey: about, predicate: ({ queryKey }) => queryKey[2] !== "packet" });
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const all of ["queue", "log", "environments"]) void queries.invalidateQueries({ queryKey: [all] });
    }, CALM);
  });
}
