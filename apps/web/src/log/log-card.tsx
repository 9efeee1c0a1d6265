import { formatHex } from "@countersign/attest";
import type { SoundLog } from "@countersign/log-check";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";
import type { Trusted } from "../trust/read-trust.ts";
import { CopyText } from "../ui/copy-text.tsx";
import { SaveFile } from "../ui/save-file.tsx";
import { CheckList } from "./check-list.tsx";
import { RootLine } from "./root-line.tsx";

type Props = { readonly log: SoundLog; readonly at: string; readonly trusted: Trusted; readonly origin: string };

/** That the log verified, by what, and how to verify it without this page. */
export function LogCard({ log, at, trusted, origin }: Props) {
  const { size, root, time, times } = log.checkpoint;
  const growth = log.checks.find(({ name }) => name === "tree.growth");
  return (
    <section className="log-card" aria-labelledby="log-card-title">
      <h2 id="log-card-title">
        <span aria-hidden="true">✓ </span>Verified by this browser
      </h2>
      <p>
        <Time at={at} />. {growth?.state === "ok" ? growth.sentence : FIRST_VISIT}
      </p>
      <dl>
        <dt>Log</dt>
        <dd>
          <OthersText text={log.checkpoint.origin} />
        </dd>
        <dt>Checkpoint</dt>
        <dd>
          {size} {size === 1 ? "leaf" : "leaves"}, root <code>{formatHex(root)}</code>
        </dd>
        <dt>Witnesses</dt>
        <dd>
          {times.size === 0
            ? "none cosigned; the policy asks for none"
            : [...times].map(([name, seconds], index) => (
                <span key={name}>
                  {index > 0 && ", "}
                  <OthersText text={name} /> <Time at={new Date(seconds * 1000).toISOString()} />
                </span>
              ))}
          {time !== undefined && times.size > 1 && (
            <>
              ; together they vouch for <Time at={new Date(time * 1000).toISOString()} />
            </>
          )}
        </dd>
        <dt>Root of trust</dt>
        <dd>
          <RootLine trusted={trusted} />
        </dd>
      </dl>
      <details>
        <summary>All {log.checks.length} checks, with their bytes</summary>
        <CheckList checks={log.checks} label="Checks of the log" />
        <p>
          <SaveFile text={log.evidence()} name={`log-checked-${size}.json`} />{" "}
          <span className="quiet">Everything that was read, so that others make the same checks.</span>
        </p>
      </details>
      <details>
        <summary>Check it without this page</summary>
        <CopyText text={auditCommands(origin)} label="Copy the commands" />
      </details>
    </section>
  );
}

function auditCommands(origin: string): string {
  return [
    `countersign bundle --from ${origin} --root root.json -o log.bundle`,
    "countersign audit --log log.bundle --root root.json",
  ].join("\n");
}

const FIRST_VISIT =
  "This browser has not seen this log before; from now on it keeps what it saw, and says whether the log has only grown.";
