import { useQuery } from "@tanstack/react-query";
import type { Api } from "../api/client.ts";
import { dataOf } from "../api/client.ts";
import type { EnvironmentBrief } from "../api/types.ts";
import { usePage } from "../app/page.ts";
import { formatRoute } from "../app/route.ts";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";
import { CopyText } from "../ui/copy-text.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { GateMark } from "./gate-mark.tsx";
import { gateSentence } from "./gate-words.ts";

/** Every environment: what runs in it, what would come next, and what the gate says. */
export function DeploymentsScreen() {
  const { api } = usePage();
  const { data, error } = useQuery({
    queryKey: ["environments"],
    queryFn: ({ signal }) => readAll(api, signal),
    refetchInterval: 60_000,
  });
  return (
    <article className="screen deployments" aria-labelledby="deployments-title">
      <h1 id="deployments-title">Deployments</h1>
      <p className="quiet">
        As the service judges it now, by the rules of gates. Nobody deploys by this page: the gate beside each
        environment asks the log itself.
      </p>
      {error !== null && (
        <>
          <ProblemText error={error} />
          <p className="banner">Take every gate for closed until this is answered.</p>
        </>
      )}
      {error === null && data === undefined && <p className="quiet">The gates are asked…</p>}
      {data?.length === 0 && <NoEnvironments />}
      <ul className="environment-list">
        {data?.map((one) => (
          <EnvironmentCard key={`${one.repository} ${one.environment}`} brief={one} />
        ))}
      </ul>
    </article>
  );
}

function EnvironmentCard({ brief }: { readonly brief: EnvironmentBrief }) {
  const { repository, environment, running, candidate, gate, drift } = brief;
  return (
    <li className={`environment gate-${gate?.decision ?? "none"}`}>
      <h2>
        <a href={formatRoute({ screen: "environment", repository, environment })}>
          <OthersText text={environment} />
        </a>{" "}
        <span className="quiet">
          <OthersText text={repository} />
        </span>
      </h2>
      <p className="environment-says">
        {gate !== null && <GateMark decision={gate.decision} />} <OthersText text={gateSentence(brief)} />
      </p>
      {drift && <p className="banner">What runs was not let go on by any gate.</p>}
      <p className="quiet">
        {running === null ? (
          "Nothing says that anything was deployed."
        ) : (
          <>
            Runs <code>{running.commit.slice(0, 12)}</code>
            {running.time !== null && (
              <>
                , <Time at={running.time} />
              </>
            )}
            .
          </>
        )}{" "}
        {candidate !== null && (
          <>
            Next <code>{candidate.commit.slice(0, 12)}</code> of <OthersText text={candidate.ref} />.
          </>
        )}
      </p>
    </li>
  );
}

function NoEnvironments() {
  return (
    <section>
      <p>The policy has no environment yet. Name one, and put a gate beside it:</p>
      <CopyText
        text={"countersign gate COMMIT --env production --bundle log.bundle --root root.json"}
        label="Copy the command"
      />
    </section>
  );
}

async function readAll(api: Api, signal: AbortSignal): Promise<readonly EnvironmentBrief[]> {
  const found: EnvironmentBrief[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const query = cursor === undefined ? {} : { cursor };
    const { items, next } = await dataOf(api.GET("/v1/environments", { params: { query }, signal }));
    found.push(...items);
    cursor = next;
  }
  return found;
}
