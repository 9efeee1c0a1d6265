import { useSyncExternalStore } from "react";

/** Where one is in the app. It stands behind the `#`, so that any static host serves it and no request tells where a reviewer is. */
export type Route =
  | { readonly screen: "queue"; readonly query: string }
  | { readonly screen: "change" | "decide"; readonly change: string }
  | { readonly screen: "log" | "deployments" | "policy" | "passkey" | "unknown" };

/** Reads the part of an address from `#` on. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#/, "").split("?", 2);
  const [, first = "", second = "", ...more] = path.split("/");
  if (first === "changes" && /^[0-9a-f]{64}$/.test(second)) {
    if (more.length === 0) return { screen: "change", change: second };
    return more.join("/") === "decide" ? { screen: "decide", change: second } : { screen: "unknown" };
  }
  if (more.length > 0) return { screen: "unknown" };
  if (second !== "") return { screen: "unknown" };
  if (first === "" || first === "queue") return { screen: "queue", query: new URLSearchParams(search).get("q") ?? "" };
  if (first === "log" || first === "deployments" || first === "policy" || first === "passkey") return { screen: first };
  return { screen: "unknown" };
}

/** The address of a place in the app, from `#` on. */
export function formatRoute(route: Route): string {
  switch (route.screen) {
    case "queue":
      return route.query === "" ? "#/queue" : `#/queue?${new URLSearchParams({ q: route.query }).toString()}`;
    case "change":
      return `#/changes/${route.change}`;
    case "decide":
      return `#/changes/${route.change}/decide`;
    case "log":
    case "deployments":
    case "policy":
    case "passkey":
      return `#/${route.screen}`;
    case "unknown":
      return "#/";
    default:
      return route satisfies never;
  }
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
