import { useSyncExternalStore } from "react";

/** Where one is in the app. It stands behind the `#`, so that any static host serves it and no request tells where a reviewer is. */
export type Route =
  | { readonly screen: "queue"; readonly query: string }
  | { readonly screen: "change" | "decide"; readonly change: string }
  | { readonly screen: "together"; readonly role: string; readonly changes: readonly string[] }
  | { readonly screen: "log"; readonly query: string }
  | { readonly screen: "entry"; readonly index: number }
  | { readonly screen: "deployments" }
  | { readonly screen: "environment"; readonly repository: string; readonly environment: string }
  | { readonly screen: "policy"; readonly version?: number }
  | { readonly screen: "passkey" | "unknown" };

/** Reads the part of an address from `#` on. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#/, "").split("?", 2);
  const [, first = "", ...rest] = path.split("/").map(decoded);
  const query = new URLSearchParams(search).get("q") ?? "";
  const [second = "", third = ""] = rest;
  switch (first) {
    case "":
    case "queue":
      return rest.length === 0 ? { screen: "queue", query } : UNKNOWN;
    case "changes":
      return changeRoute(rest);
    case "together":
      return rest.length === 2 ? togetherRoute(second, third.split(",")) : UNKNOWN;
    case "log":
      if (rest.length === 0) return { screen: "log", query };
      return rest.length === 1 && INDEX.test(second) ? { screen: "entry", index: Number(second) } : UNKNOWN;
    case "deployments":
      if (rest.length === 0) return { screen: "deployments" };
      if (rest.length !== 2 || second === "" || third === "") return UNKNOWN;
      return { screen: "environment", repository: second, environment: third };
    case "policy":
      if (rest.length === 0) return { screen: "policy" };
      return rest.length === 1 && INDEX.test(second) ? { screen: "policy", version: Number(second) } : UNKNOWN;
    case "passkey":
      return rest.length === 0 ? { screen: "passkey" } : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

const UNKNOWN = { screen: "unknown" } as const;
const CHANGE = /^[0-9a-f]{64}$/;
const INDEX = /^(?:0|[1-9]\d{0,14})$/;

function togetherRoute(role: string, changes: readonly string[]): Route {
  return role !== "" && changes.every((change) => CHANGE.test(change))
    ? { screen: "together", role, changes: [...new Set(changes)] }
    : UNKNOWN;
}

function changeRoute([change = "", verb, ...more]: readonly string[]): Route {
  if (!CHANGE.test(change) || more.length > 0) return UNKNOWN;
  if (verb === undefined) return { screen: "change", change };
  return verb === "decide" ? { screen: "decide", change } : UNKNOWN;
}

/** A part of an address; what is not encoded as it should be is no part that anything is called by. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "\u{0}";
  }
}

/** The address of a place in the app, from `#` on. */
export function formatRoute(route: Route): string {
  switch (route.screen) {
    case "queue":
    case "log":
      return `#/${route.screen}${searchOf(route.query)}`;
    case "change":
      return `#/changes/${route.change}`;
    case "decide":
      return `#/changes/${route.change}/decide`;
    case "together":
      return `#/together/${encodeURIComponent(route.role)}/${route.changes.join(",")}`;
    case "entry":
      return `#/log/${route.index}`;
    case "environment":
      return `#/deployments/${encodeURIComponent(route.repository)}/${encodeURIComponent(route.environment)}`;
    case "policy":
      return route.version === undefined ? "#/policy" : `#/policy/${route.version}`;
    case "deployments":
    case "passkey":
      return `#/${route.screen}`;
    case "unknown":
      return "#/";
    default:
      return route satisfies never;
  }
}

function searchOf(query: string): string {
  return query === "" ? "" : `?${new URLSearchParams({ q: query }).toString()}`;
}

/** Goes somewhere; Back comes back. */
export function go(route: Route): void {
  location.hash = formatRoute(route);
}

/** Where one is. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (changed) => {
      addEventListener("hashchange", changed);
      return () => removeEventListener("hashchange", changed);
    },
    () => location.hash,
  );
  return parseRoute(hash);
}
