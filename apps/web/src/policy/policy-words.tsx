import { useMemo } from "react";
import { explainPolicy, formatPolicyYaml } from "@countersign/core";
import type { PolicyVersion } from "@countersign/core";
import { OthersText } from "../text/others-text.tsx";
import { CopyText } from "../ui/copy-text.tsx";

/** What a version says, in sentences that are made here from the document that was signed; beside them the document. */
export function PolicyWords({ version: { policy, document } }: { readonly version: PolicyVersion }) {
  const sentences = useMemo(() => explainPolicy(policy), [policy]);
  return (
    <section aria-labelledby="words-title">
      <h2 id="words-title">In words</h2>
      <ul className="policy-words">
        {sentences.map((sentence, index) => (
          <li key={index}>
            <OthersText text={sentence} />
          </li>
        ))}
      </ul>
      <details>
        <summary>The document itself</summary>
        <CopyText text={formatPolicyYaml(document)} label="Copy the policy" />
      </details>
    </section>
  );
}
