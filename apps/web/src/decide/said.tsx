import { useId, useState } from "react";
import type { ChangeDetail } from "../api/types.ts";
import { usePerson } from "../app/page.ts";
import { formatRoute } from "../app/route.ts";
import { OthersText } from "../text/others-text.tsx";

type SaidProps = {
  readonly decisions: ChangeDetail["decisions"];
  /** Id of the title of what it was said about. */
  readonly about: string;
};

/** What was said about the content so far; what arrives from elsewhere shows here. */
export function Said({ decisions, about }: SaidProps) {
  const id = useId();
  const me = usePerson();
  const [before] = useState(() => new Set(decisions.map(({ id }) => id)));
  const arrived = decisions.filter(({ id, person }) => !before.has(id) && person === me.person);
  return (
    <section aria-labelledby={`${id} ${about}`}>
      <h2 id={id}>Said about this content so far</h2>
      <div role="status">
        {arrived.map(({ id: one, decision, leaf }) => (
          <p key={one} className="arrived">
            The service says that your decision has arrived: {decision}, at{" "}
            <a href={formatRoute({ screen: "entry", index: leaf })}>leaf {leaf}</a>, where this browser verifies it.
          </p>
        ))}
      </div>
      {decisions.length === 0 ? (
        <p className="quiet">Nothing.</p>
      ) : (
        <ul>
          {decisions.map(({ id: one, decision, person, organisation, role, leaf, message }) => (
            <li key={one}>
              <b>{decision}</b> <OthersText text={`by ${person} of ${organisation} as ${role}, leaf ${leaf}`} />
              {message !== "" && (
                <>
                  : <OthersText text={message} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
