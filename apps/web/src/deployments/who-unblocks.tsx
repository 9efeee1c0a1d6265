import type { EnvironmentSight } from "../api/types.ts";
import { formatRoute } from "../app/route.ts";
import { OthersText } from "../text/others-text.tsx";
import { unblockersOf } from "./gate-words.ts";
import type { Unblocker } from "./gate-words.ts";

type Props = Pick<EnvironmentSight, "steps"> & {
  /** Id of the person who looks. */
  readonly me: string;
};

/** Who can end that it is blocked, with the way there: a change to decide, or content that nobody has captured. */
export function WhoUnblocks({ steps, me }: Props) {
  const blocking = steps.filter(({ state }) => state === "pending" || state === "denied");
  const unblockers = blocking.flatMap(unblockersOf);
  const orphaned = blocking.filter(({ changes }) => changes.length === 0);
  if (unblockers.length === 0 && orphaned.length === 0) return null;
  return (
    <>
      <h3>Who can unblock it</h3>
      <ul className="unblockers">
        {unblockers.map((one, index) => (
          <li key={index}>
            <b>{one.people.includes(me) ? "You" : <OthersText text={whoOf(one)} />}</b>, as{" "}
            <OthersText text={one.role} />: {WHAT[one.why]}{" "}
            <a href={formatRoute({ screen: "change", change: one.change })}>
              <OthersText text={one.title} />
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

/** What somebody would have to do, before the title of what it is about. */
const WHAT = {
  open: "decide about",
  held: "it is held; approve it, or take that back:",
  rejected: "it is rejected, until somebody of the same organisation approves it:",
} as const satisfies Readonly<Record<Unblocker["why"], string>>;

function whoOf({ people, role, why }: Unblocker): string {
  if (people.length > 0) return people.join(" or ");
  return why === "rejected" ? `Whoever is ${role}` : `Nobody of ${role} who has no part in it`;
}
