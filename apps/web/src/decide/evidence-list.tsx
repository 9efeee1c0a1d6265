import { useId } from "react";
import type { ReactNode } from "react";
import { formatRoute } from "../app/route.ts";
import { RootLine } from "../log/root-line.tsx";
import { OthersText } from "../text/others-text.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import type { Checked, Evidence } from "./use-evidence.ts";

type EvidenceProps = {
  readonly evidence: Evidence;
  /** Id of the title of what it is about. */
  readonly about: string;
};

/** What was recomputed before anybody signs, a line each, and what of it does not hold. */
export function EvidenceList({ evidence, about }: EvidenceProps) {
  const id = useId();
  const { record, packet, policies, logged, difference } = evidence;
  return (
    <section className="evidence" aria-labelledby={`${id} ${about}`}>
      <h2 id={id}>What this browser recomputed</h2>
      <ul>
        <Line checked={record} name="Change">
          {({ entries, changeDigest }) => (
            <>
              {entries.length} {entries.length === 1 ? "entry has" : "entries have"} the digest{" "}
              <code>{changeDigest}</code>, and with base, head and result the id of the change.
            </>
          )}
        </Line>
        <Line checked={policies} name="Policy">
          {({ inForce, chain, trusted }) => (
            <>
              {chain.length === 0 ? (
                <>
                  Version {inForce.policy.version}, which the statement names: <code>{inForce.sha256}</code>
                </>
              ) : (
                <>
                  The statement names version {chain[0]?.policy.version}. Version {inForce.policy.version} in force
                  follows it by the signatures of all sides.
                </>
              )}
              <span className="root-line quiet">
                Root: <RootLine trusted={trusted} />
              </span>
            </>
          )}
        </Line>
        <Line checked={logged} name="Log">
          {({ index, service, covered, size }) => (
            <>
              <a href={formatRoute({ screen: "entry", index })}>Leaf {index}</a> commits to exactly this change, signed
              by the service <OthersText text={service} />,{" "}
              {covered ? `and is under the checkpoint of ${size} leaves` : "and is under no checkpoint yet"}; the log
              has only grown since this browser saw it first.
            </>
          )}
        </Line>
        <Line checked={packet} name="Packet">
          {({ findings }) => (
            <>
              {findings.length} {findings.length === 1 ? "finding" : "findings"}, of this change and no other, under the
              digest that the statement names.
            </>
          )}
        </Line>
        <Line checked={difference} name="Difference">
          {({ hashed, opaque, files, sha256 }) => (
            <>
              All rows of {files} {files === 1 ? "file" : "files"} are those of the patch <code>{sha256}</code>, and{" "}
              {hashed} {hashed === 1 ? "content" : "contents"}, put together from them, {hashed === 1 ? "is" : "are"}{" "}
              what the change digest is made of.
              {opaque.length > 0 && (
                <>
                  {" "}
                  Known by digest alone, and not shown: <OthersText text={opaque.join(", ")} />.
                </>
              )}
            </>
          )}
        </Line>
      </ul>
    </section>
  );
}

type LineProps<T> = {
  readonly checked: Checked<T>;
  readonly name: string;
  readonly children: (value: T) => ReactNode;
};

function Line<T>({ checked, name, children }: LineProps<T>) {
  return (
    <li className={`checked checked-${checked.kind}`}>
      <span aria-hidden="true">{{ good: "✓", bad: "✗", waiting: "…" }[checked.kind]}</span>
      <div>
        <b>{name}</b> {checked.kind === "good" && <span>{children(checked.value)}</span>}
        {checked.kind === "waiting" && <span className="quiet">is being read.</span>}
        {checked.kind === "bad" && <ProblemText error={checked.problem} />}
      </div>
    </li>
  );
}
