import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { ChangeDetail, Work } from "../api/types.ts";
import { usePage } from "../app/page.ts";
import { formatRoute, go } from "../app/route.ts";
import type { Command } from "../keys/registry.ts";
import { useCommands } from "../keys/use-commands.ts";
import { RiskMark } from "../queue/risk-mark.tsx";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";
import { DifferencePanel } from "../difference/difference-panel.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { ClaimBar } from "./claim-bar.tsx";
import { ClaimCheck } from "./claim-check.tsx";
import { DecideBar } from "./decide-bar.tsx";
import { FindingList } from "./finding-list.tsx";
import { LedgerTable } from "./ledger-table.tsx";
import { changeQuery, packetQuery, workQuery } from "./read-change.ts";
import type { ShownPlace } from "./packet.ts";
import { SincePanel } from "./since-panel.tsx";
import { VerdictTree } from "./verdict-tree.tsx";

/** A change: what its author says, what it does by the packet that decisions name, and what stops a decision. */
export function ChangeScreen({ change }: { readonly change: string }) {
  const { api } = usePage();
  const record = useQuery(changeQuery(api, change));
  const work = useQuery(workQuery(api, change));
  const packet = useQuery(packetQuery(api, change, record.data?.packet));
  const [target, setTarget] = useState<ShownPlace>();
  // The same place again is shown again.
  const jump = (place: ShownPlace) => setTarget({ ...place });
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: "back",
          label: "Back to the queue",
          section: "Change",
          keys: ["Escape"],
          run: () => go({ screen: "queue", query: "" }),
        },
      ],
      [],
    ),
  );
  const error = record.error ?? work.error;
  return (
    <article className="change" aria-labelledby="change-title">
      {error !== null && <ProblemText error={error} />}
      {record.data !== undefined && work.data !== undefined && <ChangeHead record={record.data} work={work.data} />}
      {work.data !== undefined && <ClaimBar work={work.data} />}
      {record.data !== undefined && <SincePanel change={change} />}
      {packet.error !== null && <ProblemText error={packet.error} />}
      {packet.data !== undefined && (
        <>
          <ClaimCheck claims={packet.data.claims} />
          <FindingList findings={packet.data.findings} detectors={packet.data.detectors} onJump={jump} />
          {packet.data.ledgers.map((ledger) => (
            <LedgerTable key={ledger.name} ledger={ledger} />
          ))}
          <p className="quiet packet-digest">
            This is the packet that decisions name, hashed by this browser: <code>{packet.data.digest}</code>
          </p>
        </>
      )}
      {record.data !== undefined && work.data !== undefined && (
        <>
          <DifferencePanel record={record.data} work={work.data} packet={packet.data} target={target} />
          <DecideBar record={record.data} work={work.data} />
        </>
      )}
    </article>
  );
}

function ChangeHead({ record, work }: { readonly record: ChangeDetail; readonly work: Work }) {
  return (
    <header className="change-head">
      <div className="change-line">
        <RiskMark risk={work.risk} />
        <span className="quiet">
          <OthersText text={`${record.repository} ${record.proposal ?? ""} onto ${record.ref}`} />
        </span>
      </div>
      <h1 id="change-title">
        <OthersText text={record.title} />
      </h1>
      <p className="quiet">
        by <OthersText text={work.authors.join(", ")} />, captured <Time at={work.captured} />, {record.entries}{" "}
        {record.entries === 1 ? "file" : "files"}, revision {work.moves.length}
      </p>
      {work.replacedBy !== null && (
        <p className="banner" role="status">
          The proposal moved on.{" "}
          <a href={formatRoute({ screen: "change", change: work.replacedBy })}>See what it is now</a>
        </p>
      )}
      {work.rejectedLeaf !== null && (
        <p className="banner">The same content was rejected before, at leaf {work.rejectedLeaf}.</p>
      )}
      <VerdictTree record={record} work={work} />
    </header>
  );
}
