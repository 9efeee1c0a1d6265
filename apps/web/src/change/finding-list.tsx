import { RiskMark } from "../queue/risk-mark.tsx";
import { OthersText } from "../text/others-text.tsx";
import { Sparkline } from "./sparkline.tsx";
import type { ShownFinding, ShownPlace } from "./packet.ts";

type Props = {
  readonly findings: readonly ShownFinding[];
  readonly detectors: string;
  /** Shows the rows of a place. */
  readonly onJump: (place: ShownPlace) => void;
};

/** What was noticed, the riskiest first, each with where it is and what to ask. */
export function FindingList({ findings, detectors, onJump }: Props) {
  return (
    <section>
      <h2>What it changes</h2>
      <p className="quiet">Derived by detectors {detectors}. No substitute for the diff.</p>
      <ul className="findings">
        {findings.map((finding, index) => (
          <li key={index}>
            <RiskMark risk={Number(finding.risk.slice(1))} />
            <div>
              <p>
                <OthersText text={finding.title} />
              </p>
              {finding.steps !== undefined && <Sparkline values={finding.steps.map(Number)} />}
              {(finding.before !== undefined || finding.after !== undefined) && (
                <p className="values">
                  <del>
                    <OthersText text={finding.before ?? "nothing"} />
                  </del>{" "}
                  <span aria-hidden="true">→</span>{" "}
                  <ins>
                    <OthersText text={finding.after ?? "nothing"} />
                  </ins>
                </p>
              )}
              <p className="quiet">
                {finding.places.slice(0, 6).map((place) => (
                  <button key={place.text} type="button" className="link place" onClick={() => onJump(place)}>
                    <OthersText text={place.text} />
                  </button>
                ))}
                {finding.places.length > 6 && <span>and {finding.places.length - 6} more places</span>}
              </p>
              {finding.ask !== undefined && (
                <p className="ask">
                  <OthersText text={finding.ask} />
                </p>
              )}
            </div>
            <code className="quiet">
              {finding.class} · {finding.code}
            </code>
          </li>
        ))}
      </ul>
      {findings.length === 0 && <p>Nothing was noticed. Read the diff.</p>}
    </section>
  );
}
