import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { dataOf } from "../api/client.ts";
import type { EnvironmentSight } from "../api/types.ts";
import { usePage, usePerson } from "../app/page.ts";
import { formatRoute, go } from "../app/route.ts";
import type { Command } from "../keys/registry.ts";
import { useCommands } from "../keys/use-commands.ts";
import { OthersText } from "../text/others-text.tsx";
import { CopyText } from "../ui/copy-text.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { CoverageTable } from "./coverage-table.tsx";
import { DeploymentHistory } from "./deployment-history.tsx";
import { GateMark } from "./gate-mark.tsx";
import { gateSentence } from "./gate-words.ts";
import { RunningAndNext } from "./running-and-next.tsx";
import { WhoUnblocks } from "./who-unblocks.tsx";

/** One environment: what runs, what is next, what the gate says and why, who can unblock it, and what was deployed before. */
export function EnvironmentScreen({
  repository,
  environment,
}: {
  readonly repository: string;
  readonly environment: string;
}) {
  const { api } = usePage();
  const { data, error } = useQuery({
    queryKey: ["environments", repository, environment],
    queryFn: ({ signal }) => {
      const params = { path: { repository, environment } };
      return dataOf(api.GET("/v1/environments/{repository}/{environment}", { params, signal }));
    },
    refetchInterval: 60_000,
  });
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: "back-to-deployments",
          label: "All environments",
          section: "Deployments",
          keys: ["Escape"],
          run: () => go({ screen: "deployments" }),
        },
      ],
      [],
    ),
  );
  return (
    <article className="screen deployments" aria-labelledby="environment-title">
      <p>
        <a href={formatRoute({ screen: "deployments" })}>All environments</a>
      </p>
      <h1 id="environment-title">
        <OthersText text={environment} />{" "}
        <span className="quiet">
          <OthersText text={repository} />
        </span>
      </h1>
      {error !== null && (
        <>
          <ProblemText error={error} />
          <p className="banner">Take the gate for closed until this is answered.</p>
        </>
      )}
      {error === null && data === undefined && <p className="quiet">The gate is asked…</p>}
      {data !== undefined && <Sight sight={data} />}
    </article>
  );
}

function Sight({ sight }: { readonly sight: EnvironmentSight }) {
  const me = usePerson();
  const { gate, candidate, drift, environment, steps, earlier } = sight;
  return (
    <>
      <section className={`environment-verdict gate-${gate?.decision ?? "none"}`} aria-labelledby="verdict-title">
        <h2 id="verdict-title">{gate === null ? "Gate" : <GateMark decision={gate.decision} />}</h2>
        <p className="environment-says">
          <OthersText text={gateSentence({ ...sight, steps: steps.length + earlier })} />
        </p>
        {drift && <p className="banner">Drift: what runs was not let go on by any gate.</p>}
        {gate !== null && gate.decision !== "allow" && <Reasons reasons={gate.reasons} />}
        <WhoUnblocks steps={steps} me={me.person} />
      </section>
      <RunningAndNext sight={sight} />
      <CoverageTable sight={sight} />
      <DeploymentHistory sight={sight} />
      {candidate !== null && (
        <section aria-labelledby="ask-title">
          <h2 id="ask-title">Ask without this page</h2>
          <CopyText
            text={`countersign why ${candidate.commit} --env ${environment} --bundle log.bundle --root root.json`}
            label="Copy the command"
          />
        </section>
      )}
    </>
  );
}

function Reasons({ reasons }: { readonly reasons: NonNullable<EnvironmentSight["gate"]>["reasons"] }) {
  return (
    <ul className="reasons" aria-label="Why">
      {reasons.map(({ code, message, remedy }, index) => (
        <li key={index}>
          <p>
            <OthersText text={message} /> <code>{code}</code>
          </p>
          <p className="quiet">
            <OthersText text={remedy} />
          </p>
        </li>
      ))}
    </ul>
  );
}
