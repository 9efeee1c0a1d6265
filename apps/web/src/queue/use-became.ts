import { useQueries } from "@tanstack/react-query";
import { dataOf } from "../api/client.ts";
import type { Task } from "../api/types.ts";
import { usePage } from "../app/page.ts";
import { taskKey } from "./sentences.ts";

const MOST = 8;

/** What became of tasks that are still shown and were not among those that were read last. */
export function useBecame(keys: readonly string[]): ReadonlyMap<string, Task> {
  const { api } = usePage();
  const changes = [...new Set(keys.map((key) => key.slice(0, 64)))].slice(0, MOST);
  const found = useQueries({
    queries: changes.map((change) => ({
      queryKey: ["queue", "became", change],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        dataOf(api.GET("/v1/queue", { params: { query: { q: `-state:not-needed ${change}` } }, signal })),
    })),
  });
  return new Map(found.flatMap(({ data }) => data?.items ?? []).map((task) => [taskKey(task), task]));
}
