import { problemOf, problemOfAnswer, unreachable } from "../api/problem.ts";
import type { Problem } from "../api/problem.ts";
import type { ServicePlace } from "../api/service-place.ts";
import type { Person } from "../api/types.ts";

/** Who this page acts for. `over`: the session has ended while screens are open; they stay as they are. */
export type SessionState =
  | { readonly kind: "unknown" }
  | { readonly kind: "unreachable"; readonly problem: Problem }
  | { readonly kind: "out" }
  | { readonly kind: "in"; readonly person: Person }
  | { readonly kind: "over"; readonly person: Person };

/** What a sign-in gives: who it is, and for pages of another origin the session itself. */
export type Begun = {
  readonly person: Person;
  readonly csrf?: string | undefined;
  readonly token?: string | undefined;
};

/** The session of this page, and what waits for it. */
export type SessionStore = {
  readonly place: ServicePlace;
  readonly state: () => SessionState;
  readonly subscribe: (changed: () => void) => () => void;
  /** Asks the service who this is. */
  readonly look: () => Promise<void>;
  /** Takes up a session that was begun. Calls that wait go on, if it is the same person. */
  readonly begin: (begun: Begun) => void;
  /** Forgets the session here; ending it at the service is the caller's. */
  readonly forget: () => void;
  /** A request with what shows whose it is, and the session that it was signed in. */
  readonly sign: (request: Request) => { readonly request: Request; readonly generation: number };
  /** Waits until a session other than that one is there; says meanwhile that it is over. */
  readonly renewed: (generation: number, signal: AbortSignal) => Promise<void>;
  /** The session as a token, for pages of another origin; undefined where the browser keeps it as a cookie. */
  readonly token: () => string | undefined;
};

const TOKEN = "countersign.session";
const CSRF = "x-countersign-csrf";

/** `kept` is where a token outlives a reload of the tab; `other` is called when somebody else signs in, before anything of theirs is shown. */
export function sessionStore(place: ServicePlace, kept: Storage, other: () => void): SessionStore {
  let state: SessionState = { kind: "unknown" };
  let generation = 0;
  let csrf: string | undefined;
  let token = place.own ? undefined : (kept.getItem(TOKEN) ?? undefined);
  let last: string | undefined;
  const listeners = new Set<() => void>();
  let waiting: { readonly go: () => void; readonly stop: (reason: unknown) => void }[] = [];

  const become = (next: SessionState) => {
    state = next;
    for (const changed of listeners) changed();
  };

  const begin = (begun: Begun) => {
    const same = last === undefined || last === begun.person.person;
    if (!same) other();
    [csrf, token, last] = [begun.csrf, begun.token, begun.person.person];
    if (token !== undefined) kept.setItem(TOKEN, token);
    generation += 1;
    const released = waiting;
    waiting = [];
    for (const { go, stop } of released)
      if (same) go();
      else stop(new DOMException("somebody else signed in", "AbortError"));
    become({ kind: "in", person: begun.person });
  };

  const forget = () => {
    kept.removeItem(TOKEN);
    [csrf, token, last] = [undefined, undefined, undefined];
    generation += 1;
    for (const { stop } of waiting) stop(new DOMException("signed out", "AbortError"));
    waiting = [];
    other();
    become({ kind: "out" });
  };

  return {
    place,
    state: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    begin,
    forget,
    token: () => token,
    async look() {
      try {
        const found = await whoIs(place, token);
        if (found === undefined)
          return become(state.kind === "in" ? { kind: "over", person: state.person } : { kind: "out" });
        begin({ ...found, token });
      } catch (error) {
        // Somebody who is at work keeps the screens; the live state says that nobody answers.
        if (state.kind !== "in" && state.kind !== "over") become({ kind: "unreachable", problem: problemOf(error) });
      }
    },
    sign(request) {
      if (token !== undefined) request.headers.set("authorization", `Bearer ${token}`);
      if (csrf !== undefined && request.method !== "GET") request.headers.set(CSRF, csrf);
      return { request, generation };
    },
    async renewed(signed, signal) {
      if (signed !== generation) return;
      if (state.kind === "in") become({ kind: "over", person: state.person });
      await new Promise<void>((go, stop) => {
        waiting.push({ go, stop });
        signal.addEventListener("abort", () => stop(signal.reason), { once: true });
      });
    },
  };
}

/** Who the service says that this is; undefined where it knows nobody. */
async function whoIs(place: ServicePlace, token: string | undefined): Promise<Begun | undefined> {
  if (!place.own && token === undefined) return undefined;
  const response = await fetch(`${place.origin}/v1/me`, {
    credentials: place.own ? "same-origin" : "omit",
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  }).catch((cause: unknown) => {
    throw unreachable(cause);
  });
  if (response.status === 401 || response.status === 403) return undefined;
  if (!response.ok) throw await problemOfAnswer(response);
  return begunOf(await response.json());
}

/** Reads who somebody is from an answer of `/v1/me` or of a sign-in; undefined for a program. */
export function begunOf(answer: unknown): Begun | undefined {
  if (typeof answer !== "object" || answer === null) return undefined;
  const said: Readonly<Record<string, unknown>> = { ...answer };
  const { person, organisation, roles, operator, csrf, token } = said;
  if (typeof person !== "string" || typeof organisation !== "string" || !Array.isArray(roles)) return undefined;
  const names = roles.filter((role) => typeof role === "string");
  return {
    person: { kind: "person", person, organisation, roles: names, operator: operator === true },
    csrf: typeof csrf === "string" ? csrf : undefined,
    token: typeof token === "string" ? token : undefined,
  };
}
