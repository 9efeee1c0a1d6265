import { lintPolicy } from "@countersign/core";
import type { Policy } from "@countersign/core";
import { OthersText } from "../text/others-text.tsx";

/** What whoever signs the next version should know of this one: rules that nobody or one person alone can meet, and what they leave open. */
export function PolicyHealth({ policy }: { readonly policy: Policy }) {
  const findings = lintPolicy(policy, {});
  return (
    <section aria-labelledby="health-title">
      <h2 id="health-title">Health</h2>
      {findings.length === 0 ? (
        <p>✓ Nothing to mend: every rule can be met, and no single person who is away stops it.</p>
      ) : (
        <ul className="health">
          {findings.map(({ id, at, text, remedy }, index) => (
            <li key={index}>
              <OthersText text={`${at}: ${text}`} />{" "}
              <span className="quiet">
                <OthersText text={remedy} />
              </span>{" "}
              <code className="quiet">{id}</code>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
