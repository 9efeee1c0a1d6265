import { comparePolicies } from "@countersign/core";
import type { PolicyDifference } from "@countersign/core";
import { formatRoute } from "../app/route.ts";
import { OthersText } from "../text/others-text.tsx";
import type { ChainedPolicy } from "../trust/policy-chain.ts";
import type { Trusted } from "../trust/read-trust.ts";

/** All versions, the newest first, each with what it changed from the one before: first what it made weaker. */
export function VersionList({
  trusted: { chain },
  shown,
}: {
  readonly trusted: Trusted;
  readonly shown: ChainedPolicy;
}) {
  return (
    <section aria-labelledby="versions-title">
      <h2 id="versions-title">Versions</h2>
      <ol className="versions">
        {chain
          .map((version, at) => (
            <VersionItem key={version.sha256} version={version} before={chain[at - 1]} current={version === shown} />
          ))
          .toReversed()}
      </ol>
    </section>
  );
}

type ItemProps = {
  readonly version: ChainedPolicy;
  readonly before: ChainedPolicy | undefined;
  readonly current: boolean;
};

function VersionItem({ version, before, current }: ItemProps) {
  const { policy, leaf, signedBy } = version;
  return (
    <li>
      <h3>
        <a
          href={formatRoute({ screen: "policy", version: policy.version })}
          aria-current={current ? "true" : undefined}
        >
          Version {policy.version}
        </a>
        , <a href={formatRoute({ screen: "entry", index: leaf })}>leaf {leaf}</a>, signed by{" "}
        <OthersText text={signedBy.map(({ person, organisation }) => `${person} of ${organisation}`).join(", ")} />
      </h3>
      {before === undefined ? (
        <p className="quiet">The first one: whoever reads the log pins its digest.</p>
      ) : (
        <Changes changes={comparePolicies(before.policy, policy)} />
      )}
    </li>
  );
}

const EFFECTS = { weaker: "▼ weaker", changed: "● other", stronger: "▲ stronger" } as const;

function Changes({ changes }: { readonly changes: readonly PolicyDifference[] }) {
  if (changes.length === 0) return <p className="quiet">It says the same as the one before.</p>;
  return (
    <ul className="policy-changes">
      {changes.map(({ effect, sentence }, index) => (
        <li key={index} className={`effect-${effect}`}>
          <span className="effect">{EFFECTS[effect]}</span> <OthersText text={sentence} />
        </li>
      ))}
    </ul>
  );
}
