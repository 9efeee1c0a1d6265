import { useQueries } from "@tanstack/react-query";
import { dataOf } from "../api/client.ts";
import { usePage } from "../app/page.ts";
import { formatRoute } from "../app/route.ts";
import { VIEWS } from "./sections.ts";

/** The named views, with how much is in them once there is time to count. The one whose query is shown is the current one. */
export function ViewTabs({ query, counted }: { readonly query: string; readonly counted: boolean }) {
  const { api } = usePage();
  const counts = useQueries({
    queries: VIEWS.map((view) => {
      const q = `${view.query.replaceAll(/(?<!\S)sort:\S+/g, "").trim()} -is:snoozed`.trim();
      return {
        queryKey: ["queue", "count", q],
        enabled: counted,
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          dataOf(api.GET("/v1/queue/counts", { params: { query: { q } }, signal })).then(({ matching }) => matching),
      };
    }),
  });
  return (
    <nav className="views" aria-label="Views">
      {VIEWS.map(({ name, query: own }, index) => (
        <a
          key={name}
          href={formatRoute({ screen: "queue", query: own })}
          aria-current={own === query ? "true" : undefined}
        >
          {name} <span className="quiet">{counts[index]?.data?.toLocaleString("en")}</span>
        </a>
      ))}
    </nav>
  );
}
