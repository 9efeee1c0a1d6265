import type { EnvironmentSight } from "../api/types.ts";
import { formatRoute } from "../app/route.ts";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";

/** What runs, and by which decisions; and what would come next. */
export function RunningAndNext({ sight }: { readonly sight: EnvironmentSight }) {
  const { running, candidate, coveredBy, log, requires } = sight;
  return (
    <section aria-labelledby="running-title">
      <h2 id="running-title">What runs, and what is next</h2>
      <dl>
        <dt>Runs</dt>
        <dd>
          {running === null ? (
            "Nothing says that anything was deployed: no receipt of a gate is in the log."
          ) : (
            <>
              <code>{running.commit}</code> of <OthersText text={running.ref} />
              {running.time !== null && (
                <>
                  , <Time at={running.time} />
                </>
              )}
              , {running.by === "log" ? "by a receipt in the log" : "as GitHub says, which is no evidence"}
              {running.leaf !== undefined && (
                <>
                  {" "}
                  (<a href={formatRoute({ screen: "entry", index: running.leaf })}>leaf {running.leaf}</a>)
                </>
              )}
            </>
          )}
        </dd>
        {coveredBy.length > 0 && (
          <>
            <dt>Decided by</dt>
            <dd>
              <Approvals approvals={coveredBy} />
            </dd>
          </>
        )}
        <dt>Next</dt>
        <dd>
          {candidate === null ? (
            "Nothing: the protected ref has no tip that is known."
          ) : (
            <>
              <code>{candidate.commit}</code> of <OthersText text={candidate.ref} />
              {candidate.waiting !== null && (
                <>
                  ; a job on <OthersText text={candidate.waiting.ref} /> has waited
                  {candidate.waiting.since !== null && (
                    <>
                      {" "}
                      since <Time at={candidate.waiting.since} />
                    </>
                  )}
                </>
              )}
            </>
          )}
        </dd>
        <dt>Asks for</dt>
        <dd>
          {requires.length === 0
            ? "nothing: any commit may go there"
            : requires.map(({ id, role, count }) => `${id}, ${count} of ${role}`).join("; ")}
        </dd>
        {log !== null && (
          <>
            <dt>Judged by</dt>
            <dd>
              a log of {log.size} leaves
              {log.time !== undefined && (
                <>
                  , vouched for <Time at={log.time} />
                </>
              )}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** Approvals with the leaf of each. */
export function Approvals({ approvals }: { readonly approvals: EnvironmentSight["coveredBy"] }) {
  return approvals.map(({ person, role, leaf, change, notAfter }, index) => (
    <span key={index} className="approval">
      <OthersText text={`${person} as ${role}`} />,{" "}
      <a href={formatRoute({ screen: "entry", index: leaf })}>leaf {leaf}</a>,{" "}
      <a href={formatRoute({ screen: "change", change })}>change {change.slice(0, 8)}</a>
      {notAfter !== undefined && (
        <>
          , until <Time at={notAfter} />
        </>
      )}
    </span>
  ));
}
