import { useSyncExternalStore } from "react";

/** One clock for all that tells times: components are drawn anew with it, and never more often. */
function clock(every: number) {
  let now = Date.now();
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    now = Date.now();
    for (const changed of listeners) changed();
  };
  return {
    now: () => now,
    subscribe(changed: () => void) {
      if (listeners.size === 0) {
        now = Date.now();
        timer = setInterval(tick, every);
      }
      listeners.add(changed);
      return () => {
        listeners.delete(changed);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
  };
}

const slow = clock(20_000);
const quick = clock(1_000);

/** Now, in milliseconds since the epoch, as it was at most 20 seconds ago. */
export function useNow(): number {
  return useSyncExternalStore(slow.subscribe, slow.now);
}

/** Now to the second, for what counts seconds. */
export function useQuickNow(): number {
  return useSyncExternalStore(quick.subscribe, quick.now);
}
