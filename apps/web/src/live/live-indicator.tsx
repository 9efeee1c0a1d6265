import { useSyncExternalStore } from "react";
import { usePage } from "../app/page.ts";
import { spellMoment, spellSpan, spellUtc } from "../text/moment.ts";
import { useQuickNow } from "../text/now.ts";
import type { LiveState } from "./messages.ts";

/** Milliseconds after which what is shown counts as old. */
const STALE = 30_000;
/** Milliseconds within which a service that is there says something. */
const LIVE = 40_000;

/** How fresh what is shown is: what to call it, and since when it is not. */
export type Freshness = { readonly kind: "live" | "wait" | "stale"; readonly text: string; readonly since?: number };

/** What a state means at a time, in milliseconds since the epoch. */
export function freshness(state: LiveState, now: number): Freshness {
  switch (state.kind) {
    case "live":
      if (now - state.heard < LIVE) return { kind: "live", text: "Live" };
      return { kind: "stale", text: `Stale since ${spellMoment(state.heard, now)}`, since: state.heard };
    case "connecting":
      if (now - state.since < STALE) return { kind: "wait", text: "Connecting" };
      return { kind: "stale", text: `Stale since ${spellMoment(state.since, now)}`, since: state.since };
    case "reconnecting": {
      const since = state.heard ?? state.since;
      if (now - state.since < STALE) return { kind: "wait", text: `Reconnecting ${spellSpan(now - state.since)}` };
      return { kind: "stale", text: `Stale since ${spellMoment(since, now)}`, since };
    }
    case "signed-out":
      return { kind: "stale", text: `Stale since ${spellMoment(state.since, now)}`, since: state.since };
    default:
      return state satisfies never;
  }
}

/** The state of the connection, as it changes and as time goes on. */
export function useFreshness(): Freshness {
  const { live } = usePage();
  return freshness(useSyncExternalStore(live.subscribe, live.state), useQuickNow());
}

/** Says whether what is shown follows what happens, and since when it does not. */
export function LiveIndicator() {
  const { kind, text, since } = useFreshness();
  return (
    <span className={`live live-${kind}`} role="status" title={since === undefined ? undefined : spellUtc(since)}>
      <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
        {kind === "stale" ? <path d="M1 1l6 6M7 1l-6 6" /> : <circle cx="4" cy="4" r={kind === "live" ? 4 : 3} />}
      </svg>
      {text}
    </span>
  );
}
