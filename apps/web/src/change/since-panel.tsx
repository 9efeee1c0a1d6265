import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { dataOf } from "../api/client.ts";
import type { Since } from "../api/types.ts";
import { usePage } from "../app/page.ts";
import { formatRoute } from "../app/route.ts";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { sinceQuery } from "./read-change.ts";

/** What is new to whoever looks, by what was looked at last; it is noted that one looked only when one says so. */
export function SincePanel({ change }: { readonly change: string }) {
  const { api } = usePage();
  const queries = useQueryClient();
  const { data, error } = useQuery(sinceQuery(api, change));
  const [problem, setProblem] = useState<unknown>();
  const note = async () => {
    setProblem(undefined);
    try {
      await dataOf(api.POST("/v1/changes/{change}/looked", { params: { path: { change } }, body: {} }));
      await queries.invalidateQueries({ queryKey: sinceQuery(api, change).queryKey });
    } catch (failure) {
      setProblem(failure);
    }
  };
  if (error !== null) return <ProblemText error={error} />;
  if (data === undefined) return null;
  const { since } = data;
  const looked = since?.change === change;
  return (
    <section className="since" aria-labelledby="since-title">
      <h2 id="since-title">New to you</h2>
      {since === null ? (
        <p>All of it: you have not looked at this proposal yet.</p>
      ) : (
        <Difference since={since} change={change} />
      )}
      {!looked && (
        <button type="button" onClick={() => void note()}>
          I have looked at this revision
        </button>
      )}
      {problem !== undefined && <ProblemText error={problem} />}
    </section>
  );
}

const KINDS = {
  new: "new",
  dropped: "no longer changed",
  different: "changed otherwise",
  "other-base": "changed below it",
} as const;

function Difference({ since, change }: { readonly since: NonNullable<Since["since"]>; readonly change: string }) {
  const { entries, fresh, gone, same, at } = since;
  return (
    <>
      <p>
        You looked at{" "}
        {since.change === change ? (
          "this revision"
        ) : (
          <a href={formatRoute({ screen: "change", change: since.change })}>an earlier revision</a>
        )}
        , <Time at={at} />.{" "}
        {same
          ? "Nothing that is in scope differs since."
          : `Since then ${entries.length} ${entries.length === 1 ? "file differs" : "files differ"}.`}
      </p>
      <ul>
        {fresh.map(({ code, title }, index) => (
          <li key={index}>
            <b>New:</b> <OthersText text={title} /> <code className="quiet">{code}</code>
          </li>
        ))}
        {gone.map(({ code, title }, index) => (
          <li key={index}>
            <b>Gone:</b> <OthersText text={title} /> <code className="quiet">{code}</code>
          </li>
        ))}
        {entries.map(({ path, kind }, index) => (
          <li key={index}>
            <code>
              <OthersText text={typeof path === "string" ? path : `base64:${path.base64}`} />
            </code>{" "}
            {KINDS[kind]}
          </li>
        ))}
      </ul>
    </>
  );
}
