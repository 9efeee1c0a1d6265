import { OthersText } from "../text/others-text.tsx";
import type { ShownFinding } from "./packet.ts";

/** How what the author says compares with what is in the change. */
export function ClaimCheck({ claims }: { readonly claims: readonly ShownFinding[] }) {
  return (
    <section>
      <h2>What the author says</h2>
      {claims.length === 0 ? (
        <p className="quiet">Nothing in the author's text contradicts what was found.</p>
      ) : (
        <ul className="claim-check">
          {claims.map(({ code, title, ask }, index) => (
            <li key={index}>
              <p>
                <OthersText text={title} />
              </p>
              <p className="quiet">
                {ask !== undefined && <OthersText text={`Ask: ${ask} `} />}
                <code>{code}</code>
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
