import type { EnvironmentSight } from "../api/types.ts";
import { usePerson } from "../app/page.ts";
import { formatRoute } from "../app/route.ts";
import { OthersText } from "../text/others-text.tsx";
import { unblockersOf } from "./gate-words.ts";

/** Who can end that it is blocked, with the way there: a change to decide, or content that nobody has captured. */
export function WhoUnblocks({ steps }: Pick<EnvironmentSight, "steps">) {
  const me = usePerson();
  const blocking = steps.filter(({ state }) => state === "pending" || state === "denied");
  if (blocking.length === 0) return null;
  const people = blocking.flatMap(unblockersOf);
  const orphaned = blocking.filter(({ changes }) => changes.length === 0);
  return (
    <>
      <h3>Who can unblock it</h3>
      <ul className="unblockers">
        {people.map(({ change, title, role, people: who, held }, index) => (
          <li key={index}>
            <b>
              {who.includes(me.person) ? (
                "You"
              ) : (
                <OthersText text={who.length === 0 ? `Nobody of ${role} who has no part in it` : who.join(" or ")} />
              )}
            </b>
            , as <OthersText text={role} />: {held ? "it is held; approve it, or take that back: " : "decide about "}
            <a href={formatRoute({ screen: "change", change })}>
              <OthersText text={title} />
            </a>
          </li>
        ))}
        {orphaned.map(({ to }) => (
          <li key={to}>
            <b>Whoever proposed it</b>: the content of <code>{to.slice(0, 12)}</code> was never captured as a change.
            Push it again as a proposal, or run <code>countersign capture</code>.
          </li>
        ))}
      </ul>
    </>
  );
}
