import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useMemo } from "react";
import { usePage } from "../app/page.ts";
import { formatRoute } from "../app/route.ts";
import { workQuery } from "../change/read-change.ts";
import { RiskMark } from "../queue/risk-mark.tsx";
import { OthersText } from "../text/others-text.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { EvidenceList } from "./evidence-list.tsx";
import { Said } from "./said.tsx";
import { shownQuery } from "./shown-change.ts";
import { soundOf } from "./together.ts";
import type { Sound } from "./together.ts";
import type { Checked } from "./use-evidence.ts";
import { useEvidence } from "./use-evidence.ts";

/** What was found of one of several changes. */
export type Found = { readonly title: string; readonly replacedBy: string | null; readonly checked: Checked<Sound> };

type Props = {
  readonly change: string;
  /** Digest of the packet that the service plans with; undefined while it was not asked. */
  readonly planned: string | undefined;
  readonly onFound: (change: string, found: Found) => void;
};

/** One of several changes: what it is, what was recomputed of it, and what was said about it. */
export function TogetherPart({ change, planned, onFound }: Props) {
  const { api } = usePage();
  const id = useId();
  const shown = useQuery(shownQuery(api, change));
  const work = useQuery(workQuery(api, change));
  const evidence = useEvidence(change, shown.data?.detail.record);
  const { record, packet, policies, logged, difference } = evidence;
  const checked = useMemo(
    () => soundOf({ record, packet, policies, logged, difference }, planned),
    [record, packet, policies, logged, difference, planned],
  );
  const error = shown.error ?? work.error;
  const title = shown.data?.detail.title ?? change.slice(0, 16);
  const replacedBy = work.data?.replacedBy;
  useEffect(() => {
    if (error !== null) onFound(change, { title, replacedBy: null, checked: { kind: "bad", problem: error } });
    else if (replacedBy !== undefined) onFound(change, { title, replacedBy, checked });
  }, [change, title, replacedBy, checked, error, onFound]);
  return (
    <article className="together-part" aria-labelledby={id}>
      <h2 id={id}>
        <a href={formatRoute({ screen: "change", change })}>
          <OthersText text={title} />
        </a>
      </h2>
      {error !== null && <ProblemText error={error} />}
      {work.data !== undefined && (
        <p className="quiet">
          <RiskMark risk={work.data.risk} /> <OthersText text={work.data.effect} />
        </p>
      )}
      <EvidenceList evidence={evidence} about={id} />
      {shown.data !== undefined && <Said decisions={shown.data.detail.decisions} about={id} />}
    </article>
  );
}
