import type { Check } from "@countersign/log-check";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";
import { SaveFile } from "../ui/save-file.tsx";
import { CheckList } from "./check-list.tsx";
import type { LogStop } from "./log-stop.ts";

type Props = {
  readonly stop: LogStop;
  readonly checks?: readonly Check[];
  /** Says that the evidence is safe; only where the log verifies again. */
  readonly onDrop?: () => void;
};

/** That the log did not verify: which check refused it, what to do, and everything that was looked at, to be saved. Nothing of the log stands beside it. */
export function StopCard({ stop, checks, onDrop }: Props) {
  const { check, code, sentence, at, evidence } = stop;
  return (
    <section className="stop" role="alert" aria-labelledby="stop-title">
      <h2 id="stop-title">
        {onDrop === undefined
          ? "Stop: this log does not verify"
          : "This log did not verify when it was looked at before"}
      </h2>
      <p className="stop-says">
        <OthersText text={sentence} />
      </p>
      <p>
        The check <code>{check}</code> refused it with <code>{code}</code>
        {at !== "" && (
          <>
            , <Time at={at} />
          </>
        )}
        . {WHAT_TO_DO[code] ?? WHAT_TO_DO_ELSE}
      </p>
      <p className="buttons">
        {evidence === undefined ? (
          <span>The evidence was too large to be kept by this browser.</span>
        ) : (
          <SaveFile text={evidence} name={`log-evidence-${at.slice(0, 19).replaceAll(":", "-")}.json`} />
        )}
        {onDrop !== undefined && (
          <button type="button" onClick={onDrop}>
            I have saved it: close this
          </button>
        )}
      </p>
      {checks !== undefined && <CheckList checks={checks} label="Checks up to the one that failed" />}
    </section>
  );
}

const WHAT_TO_DO: Readonly<Record<string, string>> = {
  "log.fork":
    "The log has shown two histories. Decide nothing here. Save the evidence, and give it to your monitor, your witnesses and the other organisation: both signed notes are in it.",
  "log.rollback":
    "The log has lost what it had shown. Decide nothing here. Save the evidence, and ask your witnesses for the newest checkpoint that they cosigned.",
  "log.quorum":
    "Too few witnesses vouch for it. Believe nothing that it shows. Save the evidence, and ask your witnesses what they cosigned last.",
};

const WHAT_TO_DO_ELSE =
  "Decide nothing here. Save the evidence, and give it to your monitor: it holds all that was read, so that others make the same checks.";
