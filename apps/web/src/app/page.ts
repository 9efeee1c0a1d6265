import { QueryClient } from "@tanstack/react-query";
import { createContext, useContext, useSyncExternalStore } from "react";
import { apiClient } from "../api/client.ts";
import type { Api } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import type { ServicePlace } from "../api/service-place.ts";
import type { Person } from "../api/types.ts";
import { registry } from "../keys/registry.ts";
import type { Registry } from "../keys/registry.ts";
import { liveStore } from "../live/live-store.ts";
import { followEvents } from "../live/follow-events.ts";
import type { LiveStore } from "../live/live-store.ts";
import { sessionStore } from "../session/session-store.ts";
import type { SessionState, SessionStore } from "../session/session-store.ts";

/** What the app is made of, once. */
export type Page = {
  readonly session: SessionStore;
  readonly api: Api;
  readonly live: LiveStore;
  readonly registry: Registry;
  readonly queries: QueryClient;
};

/** Wires the app for a service. */
export function openPage(place: ServicePlace): Page {
  const queries = new QueryClient({ defaultOptions: { queries: QUERIES, mutations: { networkMode: "always" } } });
  const session = sessionStore(place, sessionStorage, () => queries.clear());
  const live = liveStore(session);
  // The stream hears first that a session has ended: whoever is here is asked to sign in before the next thing is tried.
  live.subscribe(() => {
    if (live.state().kind === "signed-out" && session.state().kind === "in") void session.look();
  });
  // A cookie is of the whole browser: somebody else may have signed in on another tab.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && session.state().kind === "in") void session.look();
  });
  followEvents(live, queries);
  return { session, api: apiClient(session), live, registry: registry(), queries };
}

/** What was read stays shown while it is asked for again; what is refused is not asked again by itself. */
const QUERIES = {
  networkMode: "always",
  staleTime: 30_000,
  refetchOnWindowFocus: true,
  retry: (count: number, error: Error) =>
    error instanceof Problem && (error.status === 0 || error.status >= 500) && count < 3,
  retryDelay: (count: number) => Math.min(10_000, 500 * 2 ** count),
} as const;

export const PageContext = createContext<Page | undefined>(undefined);

/** The app's parts. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === undefined) throw new RangeError("outside of the page");
  return page;
}

/** Who this page acts for, as it changes. */
export function useSession(): SessionState {
  const { session } = usePage();
  return useSyncExternalStore(session.subscribe, session.state);
}

/** Whoever is signed in. For what is only shown then. */
export function usePerson(): Person {
  const state = useSession();
  if (state.kind === "in" || state.kind === "over") return state.person;
  throw new RangeError("nobody is signed in");
}
