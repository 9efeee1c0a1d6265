import { useQuery } from "@tanstack/react-query";
import { usePage } from "../app/page.ts";
import { formatRoute } from "../app/route.ts";
import { ProblemText } from "../ui/problem-text.tsx";
import { trustQuery } from "../trust/read-trust.ts";
import type { Trusted } from "../trust/read-trust.ts";
import { PolicyHealth } from "./policy-health.tsx";
import { PolicyWords } from "./policy-words.tsx";
import { VersionCard } from "./version-card.tsx";
import { VersionList } from "./version-list.tsx";

/** The policy in words, as it is signed; every version and what it changed. Nothing is shown that this browser did not verify. */
export function PolicyScreen({ version }: { readonly version?: number }) {
  const { data, error } = useQuery(trustQuery(usePage()));
  return (
    <article className="screen policy" aria-labelledby="policy-title">
      <h1 id="policy-title">Policy</h1>
      {error !== null && (
        <>
          <ProblemText error={error} />
          <p className="banner">
            Decide nothing by a policy that does not verify. Compare with <code>countersign policy explain</code> on
            another machine, and tell the others who sign it.
          </p>
        </>
      )}
      {error === null && data === undefined && <p className="quiet">Its signatures are being verified…</p>}
      {data !== undefined && <Shown trusted={data} version={version} />}
    </article>
  );
}

function Shown({ trusted, version }: { readonly trusted: Trusted; readonly version: number | undefined }) {
  const { chain, inForce } = trusted;
  const shown = version === undefined ? inForce : chain.find(({ policy }) => policy.version === version);
  if (shown === undefined)
    return (
      <p className="banner">
        There is no version {version}: the newest is{" "}
        <a href={formatRoute({ screen: "policy" })}>{inForce.policy.version}</a>.
      </p>
    );
  return (
    <>
      <VersionCard shown={shown} trusted={trusted} />
      {shown === inForce && <PolicyHealth policy={shown.policy} />}
      <PolicyWords version={shown} />
      <VersionList trusted={trusted} shown={shown} />
    </>
  );
}
