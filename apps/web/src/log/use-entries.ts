import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { SoundLog } from "@countersign/log-check";
import { dataOf } from "../api/client.ts";
import { documentProblem } from "../api/problem.ts";
import { usePage } from "../app/page.ts";
import { parseEntryQuery } from "./entry-query.ts";
import { verifyListed } from "./verify-listed.ts";

/** Entries as the service lists them, the newest first, with how far each is known to be in the verified log. */
export function useEntries(query: string, log: SoundLog) {
  const { api } = usePage();
  const pages = useInfiniteQuery({
    queryKey: ["log", "entries", query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const asked = { ...parseEntryQuery(query), ...(pageParam === undefined ? {} : { cursor: pageParam }) };
      return dataOf(api.GET("/v1/log/entries", { params: { query: asked }, signal }));
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const items = pages.data?.pages.flatMap((page) => page.items);
  const states = useQuery({
    queryKey: ["log", "listed", log.checkpoint.size, items?.map(({ index, kind }) => `${index} ${kind}`).join()],
    enabled: items !== undefined,
    retry: false,
    structuralSharing: false,
    queryFn: async () => {
      try {
        return await verifyListed(log, items ?? []);
      } catch (cause) {
        throw documentProblem(cause);
      }
    },
  });
  return { pages, items, states };
}
