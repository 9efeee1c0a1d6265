import { useQuery } from "@tanstack/react-query";
import { dataOf } from "../api/client.ts";
import { usePage } from "../app/page.ts";
import { formatRoute } from "../app/route.ts";
import { RootLine } from "../log/root-line.tsx";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";
import type { ChainedPolicy } from "../trust/policy-chain.ts";
import type { Trusted } from "../trust/read-trust.ts";

/** A version: whether it is in force, from where on, who signed it, and what stands behind that. */
export function VersionCard({ shown, trusted }: { readonly shown: ChainedPolicy; readonly trusted: Trusted }) {
  const { policy, sha256, leaf, signedBy } = shown;
  const next = trusted.chain.find((one) => one.policy.version === policy.version + 1);
  return (
    <section className="log-card" aria-labelledby="version-title">
      <h2 id="version-title">
        <span aria-hidden="true">✓ </span>Version {policy.version}{" "}
        {next === undefined ? "is in force" : `was in force until version ${policy.version + 1}`}, its signatures
        verified by this browser
      </h2>
      <dl>
        <dt>Signed by</dt>
        <dd>
          {signedBy.map(({ person, organisation, fingerprint }) => (
            <div key={fingerprint}>
              <OthersText text={`${person} of ${organisation}`} /> <code className="quiet">{fingerprint}</code>
            </div>
          ))}
        </dd>
        <dt>From</dt>
        <dd>
          <a href={formatRoute({ screen: "entry", index: leaf })}>leaf {leaf}</a> on <WrittenAt leaf={leaf} />
        </dd>
        <dt>SHA-256</dt>
        <dd>
          <code>{sha256}</code>
        </dd>
        <dt>Root of trust</dt>
        <dd>
          <RootLine trusted={trusted} />
        </dd>
      </dl>
    </section>
  );
}

/** When the service wrote it, which is its own word. */
function WrittenAt({ leaf }: { readonly leaf: number }) {
  const { api } = usePage();
  const { data } = useQuery({
    queryKey: ["policy", "times"],
    queryFn: ({ signal }) => dataOf(api.GET("/v1/policy/versions", { params: { query: {} }, signal })),
  });
  const time = data?.items.find((one) => one.leaf === leaf)?.time;
  return time === undefined || time === null ? null : (
    <span className="quiet">
      · written <Time at={time} />, as the service says
    </span>
  );
}
