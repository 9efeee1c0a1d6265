import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { personById, rolesOf } from "@countersign/core";
import type { ChangeRecord } from "@countersign/core";
import { usePage, usePerson } from "../app/page.ts";
import { formatRoute, go } from "../app/route.ts";
import { workQuery } from "../change/read-change.ts";
import type { Command } from "../keys/registry.ts";
import { useCommands } from "../keys/use-commands.ts";
import { RiskMark } from "../queue/risk-mark.tsx";
import { OthersText } from "../text/others-text.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { Ceremony } from "./ceremony.tsx";
import { EvidenceList } from "./evidence-list.tsx";
import type { Policies } from "./policies.ts";
import { Said } from "./said.tsx";
import { shownQuery } from "./shown-change.ts";
import { useEvidence } from "./use-evidence.ts";

/** The page on which somebody decides about a change: what is signed is made here, of what was recomputed here. */
export function DecideScreen({ change }: { readonly change: string }) {
  const { api } = usePage();
  const shown = useQuery(shownQuery(api, change));
  const work = useQuery(workQuery(api, change));
  const evidence = useEvidence(change, shown.data?.detail.record);
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: "back-to-change",
          label: "Back to the change",
          section: "Decision",
          keys: ["Escape"],
          run: () => go({ screen: "change", change }),
        },
      ],
      [change],
    ),
  );
  const error = shown.error ?? work.error;
  const { record, policies } = evidence;
  return (
    <article className="change decide" aria-labelledby="decide-title">
      {error !== null && <ProblemText error={error} />}
      {shown.data !== undefined && work.data !== undefined && (
        <header className="change-head">
          <div className="change-line">
            <RiskMark risk={work.data.risk} />
            <a href={formatRoute({ screen: "change", change })}>Back to the change</a>
          </div>
          <h1 id="decide-title">
            Decide: <OthersText text={shown.data.detail.title} />
          </h1>
          <p className="quiet">
            <OthersText text={work.data.effect} />
          </p>
          {work.data.replacedBy !== null && <MovedOn change={change} replacedBy={work.data.replacedBy} />}
        </header>
      )}
      <EvidenceList evidence={evidence} about="decide-title" />
      {record.kind === "good" && policies.kind === "good" && shown.data !== undefined && work.data !== undefined && (
        <ForPerson
          record={record.value}
          policies={policies.value}
          parts={{ evidence, etag: shown.data.etag, replacedBy: work.data.replacedBy }}
        />
      )}
      {shown.data !== undefined && <Said decisions={shown.data.detail.decisions} about="decide-title" />}
    </article>
  );
}

type Parts = Pick<React.ComponentProps<typeof Ceremony>, "evidence" | "etag" | "replacedBy">;

function ForPerson({
  record,
  policies,
  parts,
}: {
  readonly record: ChangeRecord;
  readonly policies: Policies;
  readonly parts: Parts;
}) {
  const me = usePerson();
  const queries = useQueryClient();
  const { policy } = policies.inForce;
  const person = personById(policy, me.person);
  const [round, setRound] = useState(0);
  const again = useCallback(async () => {
    await queries.invalidateQueries({ queryKey: ["change", record.change] });
    setRound((before) => before + 1);
  }, [queries, record.change]);
  if (person === undefined || person.retired)
    return <p className="banner">The policy in force does not know you: you can read, and decide nothing.</p>;
  const roles = rolesOf(policy, person.id);
  return (
    <Ceremony
      key={round}
      record={record}
      policies={policies}
      person={person}
      roles={roles}
      onAgain={() => void again()}
      {...parts}
    />
  );
}

function MovedOn({ change, replacedBy }: { readonly change: string; readonly replacedBy: string }) {
  return (
    <p className="banner" role="status">
      The proposal moved on, and this revision cannot be approved any more.{" "}
      <a href={formatRoute({ screen: "change", change: replacedBy })}>See what differs</a>. What speaks against{" "}
      <code>{change.slice(0, 16)}</code> can still be said.
    </p>
  );
}
