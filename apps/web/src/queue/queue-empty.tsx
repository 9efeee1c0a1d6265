import { useQueries, useQuery } from "@tanstack/react-query";
import { dataOf } from "../api/client.ts";
import { usePage } from "../app/page.ts";
import { formatRoute } from "../app/route.ts";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";
import { termsOf } from "./query-language.ts";
import { placeOf } from "./sentences.ts";

/** Nothing to show: because nothing needs anybody, or because the query is too narrow. That it could not be read is no emptiness. */
export function QueueEmpty({ query }: { readonly query: string }) {
  return query.trim() === "" ? <NothingWaits /> : <NothingMatches query={query} />;
}

function NothingWaits() {
  const { api } = usePage();
  const next = useQuery({
    queryKey: ["queue", "next"],
    queryFn: ({ signal }) => dataOf(api.GET("/v1/queue", { params: { query: { q: "sort:due", limit: "1" } }, signal })),
  });
  const [task] = next.data?.items ?? [];
  return (
    <div className="empty">
      {task === undefined ? (
        <p>Nothing waits for anybody.</p>
      ) : (
        <p>
          Next for others: <OthersText text={task.title} />, <OthersText text={placeOf(task)} />
          {task.due !== null && (
            <>
              , due <Time at={task.due} />
            </>
          )}
          .
        </p>
      )}
    </div>
  );
}

function NothingMatches({ query }: { readonly query: string }) {
  const { api } = usePage();
  const terms = termsOf(query).filter((term) => !term.startsWith("sort:"));
  const without = terms.map((term) =>
    termsOf(query)
      .filter((one) => one !== term)
      .join(" "),
  );
  const counts = useQueries({
    queries: without.map((q) => ({
      queryKey: ["queue", "count", q],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        dataOf(api.GET("/v1/queue/counts", { params: { query: { q } }, signal })).then(({ matching }) => matching),
    })),
  });
  return (
    <div className="empty">
      <h2>Nothing matches.</h2>
      <ul>
        {terms.map((term, index) => (
          <li key={index}>
            <a href={formatRoute({ screen: "queue", query: without[index] ?? "" })}>
              Without <code>{term}</code>
            </a>{" "}
            <span className="quiet">{counts[index]?.data?.toLocaleString("en") ?? "…"}</span>
          </li>
        ))}
        {terms.length > 1 && (
          <li>
            <a href={formatRoute({ screen: "queue", query: "" })}>Without all of it</a>
          </li>
        )}
      </ul>
    </div>
  );
}
