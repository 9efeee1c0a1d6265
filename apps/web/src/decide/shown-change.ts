import { queryOptions } from "@tanstack/react-query";
import { dataOf } from "../api/client.ts";
import type { Api } from "../api/client.ts";

/** A change as it is answered, with the tag by which a decision is taken for exactly that. */
export function shownQuery(api: Api, change: string) {
  return queryOptions({
    queryKey: ["change", change, "shown"],
    queryFn: ({ signal }) => readShown(api, change, signal),
  });
}

async function readShown(api: Api, change: string, signal: AbortSignal) {
  const answer = await api.GET("/v1/changes/{change}", { params: { path: { change } }, signal });
  return { detail: await dataOf(Promise.resolve(answer)), etag: answer.response.headers.get("etag") ?? undefined };
}
