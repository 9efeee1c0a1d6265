import { queryOptions } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";
import { dataOf } from "../api/client.ts";
import type { Api } from "../api/client.ts";
import { readPacket } from "./packet.ts";

/** What the queue knows about a change. */
export function workQuery(api: Api, change: string) {
  return queryOptions({
    queryKey: ["change", change, "work"],
    queryFn: ({ signal }) => dataOf(api.GET("/v1/changes/{change}/work", { params: { path: { change } }, signal })),
  });
}

/** A change as the log has it, with how each requirement stands. */
export function changeQuery(api: Api, change: string) {
  return queryOptions({
    queryKey: ["change", change, "record"],
    queryFn: ({ signal }) => dataOf(api.GET("/v1/changes/{change}", { params: { path: { change } }, signal })),
  });
}

/** What changed since whoever asks looked at the proposal. */
export function sinceQuery(api: Api, change: string) {
  return queryOptions({
    queryKey: ["change", change, "since"],
    queryFn: ({ signal }) => dataOf(api.GET("/v1/changes/{change}/since", { params: { path: { change } }, signal })),
  });
}

/** What is shown to everybody who decides on a change, byte for byte as it was logged. It never changes. */
export function packetQuery(api: Api, change: string, digest: string | undefined) {
  return queryOptions({
    queryKey: ["change", change, "packet", digest],
    enabled: digest !== undefined,
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const bytes = await dataOf(
        api.GET("/v1/changes/{change}/packet", { params: { path: { change } }, signal, parseAs: "arrayBuffer" }),
      );
      return readPacket(new Uint8Array(bytes), digest ?? "");
    },
  });
}

/** Reads a change before somebody opens it. */
export function prefetchChange(queries: QueryClient, api: Api, change: string): void {
  void queries.prefetchQuery(workQuery(api, change));
  void queries.prefetchQuery(changeQuery(api, change));
}
