import type { EnvironmentSight } from "../api/types.ts";
import { formatRoute } from "../app/route.ts";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";

/** What was deployed, the newest first, and when the gates of the environment were heard of. */
export function DeploymentHistory({
  sight: { history, gates, lastAllowed, running },
}: {
  readonly sight: EnvironmentSight;
}) {
  return (
    <section aria-labelledby="history-title">
      <h2 id="history-title">What was deployed</h2>
      {history.length === 0 ? (
        <p>
          Nothing that is known. A gate logs a receipt of each deployment with <code>countersign receipt</code>.
        </p>
      ) : (
        <ol className="deployed">
          {history.map(({ commit, state, time, leaf, by, believed }, index) => (
            <li key={index}>
              <code>{commit.slice(0, 12)}</code> {state}
              {believed !== undefined && believed !== null && <OthersText text={`, ${believed}`} />},{" "}
              {time === null ? "when is unknown" : <Time at={time} />},{" "}
              {leaf === undefined ? (
                `by ${by === "github" ? "GitHub, which is no evidence" : "the log"}`
              ) : (
                <a href={formatRoute({ screen: "entry", index: leaf })}>leaf {leaf}</a>
              )}
            </li>
          ))}
        </ol>
      )}
      {lastAllowed !== null && running !== null && lastAllowed.commit !== running.commit && (
        <p className="banner">
          A gate last let go on <code>{lastAllowed.commit.slice(0, 12)}</code>, and that is not what runs.
        </p>
      )}
      <p className="quiet">
        {gates.length === 0
          ? "The policy lists no gate for this environment."
          : gates.map(({ id, last }) => (
              <span key={id} className="approval">
                Gate <OthersText text={id} />:{" "}
                {last === null ? (
                  "never heard of"
                ) : (
                  <>
                    leaf {last.leaf}
                    {last.time !== null && (
                      <>
                        , <Time at={last.time} />
                      </>
                    )}
                  </>
                )}
              </span>
            ))}
      </p>
    </section>
  );
}
