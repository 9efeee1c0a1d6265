import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { dataOf } from "../api/client.ts";
import { usePage } from "../app/page.ts";
import { go } from "../app/route.ts";
import type { Command } from "../keys/registry.ts";
import { useCommands } from "../keys/use-commands.ts";
import { OthersText } from "../text/others-text.tsx";
import { Keys } from "../ui/keys.tsx";

/** What needs whoever decided next; Enter goes there. */
export function NextItem({ change }: { readonly change: string }) {
  const { api } = usePage();
  const { data } = useQuery({
    queryKey: ["queue", "next", change],
    async queryFn({ signal }) {
      const query = { q: "needs:me -is:snoozed sort:due", limit: "2" };
      const { items } = await dataOf(api.GET("/v1/queue", { params: { query }, signal }));
      return items.find((one) => one.change !== change) ?? null;
    },
  });
  const next = data?.change;
  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: "next-item",
        label: next === undefined ? "To the queue" : "The next item",
        section: "Decision",
        keys: ["Enter"],
        run: () => go(next === undefined ? { screen: "queue", query: "" } : { screen: "change", change: next }),
      },
    ],
    [next],
  );
  useCommands(commands);
  if (data === undefined) return null;
  return (
    <p className="next-item">
      <button type="button" className="primary" onClick={() => commands[0]?.run()}>
        {data === null ? "Nothing else needs you: to the queue" : "Next"} <Keys keys="Enter" />
      </button>{" "}
      {data !== null && <OthersText text={data.title} />}
    </p>
  );
}
