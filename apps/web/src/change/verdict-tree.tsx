import type { ChangeDetail, Work } from "../api/types.ts";
import { usePerson } from "../app/page.ts";
import { formatRoute } from "../app/route.ts";
import { OthersText } from "../text/others-text.tsx";
import { waysOut } from "./who-can.ts";
import type { Way } from "./who-can.ts";

type Props = { readonly record: ChangeDetail; readonly work: Pick<Work, "tasks"> };
type Requirement = ChangeDetail["requirements"][number];

const GLYPHS = { SATISFIED: "✓", UNSATISFIED: "✗", NOT_APPLICABLE: "–" } as const;
const WORDS = { SATISFIED: "is satisfied", UNSATISFIED: "needs", NOT_APPLICABLE: "asks for nothing here" } as const;

/** Every requirement and how it stands; unfolded, who said what of it, why it is blocked and who can unblock it. */
export function VerdictTree({ record, work }: Props) {
  return (
    <section aria-label="What stops a decision">
      <h2>Requirements</h2>
      <ul className="requirements">
        {record.requirements.map((one) => (
          <li key={one.id} className={`state-${one.state.toLowerCase()}`}>
            <span aria-hidden="true">{GLYPHS[one.state]}</span>
            {one.state === "NOT_APPLICABLE" ? (
              <span>
                <b>{one.id}</b> {WORDS[one.state]}
              </span>
            ) : (
              <details>
                <summary>
                  <Summary requirement={one} />
                </summary>
                <Inside requirement={one} decisions={record.decisions} tasks={work.tasks} />
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Summary({ requirement: { id, state, needs, objections } }: { readonly requirement: Requirement }) {
  return (
    <>
      <b>{id}</b> {WORDS[state]}
      {state === "UNSATISFIED" && (
        <>
          {" "}
          <OthersText text={needs} />
        </>
      )}
      {objections.length > 0 && <OthersText text={`; against it: ${objections.join(", ")}`} />}
    </>
  );
}

type InsideProps = {
  readonly requirement: Requirement;
  readonly decisions: ChangeDetail["decisions"];
  readonly tasks: Work["tasks"];
};

function Inside({ requirement, decisions, tasks }: InsideProps) {
  const { role, count } = requirement;
  const said = decisions.filter((one) => one.role === role);
  const claim = tasks.find((one) => one.role === role)?.claim;
  const ways = waysOut(requirement, decisions, tasks);
  return (
    <div className="requirement-inside">
      <p>
        It asks for {count} of <OthersText text={role} />.{" "}
        {said.length === 0
          ? "Nobody of them said anything of this content yet."
          : said.map(({ id, person, decision, leaf }) => (
              <span key={id}>
                <OthersText text={`${person}: ${decision}`} />,{" "}
                <a href={formatRoute({ screen: "entry", index: leaf })}>leaf {leaf}</a>.{" "}
              </span>
            ))}
        {claim !== undefined && claim !== null && <OthersText text={`${claim.person} is at it.`} />}
      </p>
      {ways.length > 0 && (
        <>
          <h3>Who can unblock it</h3>
          <ul className="ways-out">
            {ways.map((way, index) => (
              <WayOut key={index} way={way} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function WayOut({ way: { who, what, leaf } }: { readonly way: Way }) {
  const me = usePerson();
  const names = who.map((one) => (one === me.person ? "you" : one)).join(who.length > 1 ? " or " : "");
  return (
    <li>
      <b>
        <OthersText text={names} />
      </b>
      : <OthersText text={what} />
      {leaf !== undefined && (
        <>
          {" "}
          (<a href={formatRoute({ screen: "entry", index: leaf })}>leaf {leaf}</a>)
        </>
      )}
    </li>
  );
}
