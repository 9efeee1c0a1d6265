import { useQuery } from "@tanstack/react-query";
import type { Task } from "../api/types.ts";
import { usePage, usePerson } from "../app/page.ts";
import { formatRoute } from "../app/route.ts";
import { workQuery } from "../change/read-change.ts";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";
import { Icon } from "../ui/icon.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { RiskMark } from "./risk-mark.tsx";
import { placeOf, whoActs } from "./sentences.ts";

/** A task beside the list, without leaving it. */
export function Peek({ task, onClose }: { readonly task: Task; readonly onClose: () => void }) {
  const { api } = usePage();
  const me = usePerson();
  const work = useQuery(workQuery(api, task.change));
  const { who, why } = whoActs(task, me);
  const mine = work.data?.tasks.find(({ role }) => role === task.role);
  return (
    <aside className="peek" aria-label="Peek">
      <div className="peek-head">
        <RiskMark risk={task.risk} />
        <button type="button" className="icon-button" aria-label="Close the peek" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <h2>
        <OthersText text={task.title} />
      </h2>
      <p className="quiet">
        <OthersText text={placeOf(task)} /> onto <OthersText text={task.ref} />
      </p>
      <h3>What it does</h3>
      <ul className="effects">
        {task.effect.split("; ").map((one, index) => (
          <li key={index}>
            <OthersText text={one} />
          </li>
        ))}
      </ul>
      <p className="quiet">Derived from the change, no substitute for it: {task.classes.join(", ")}</p>
      <h3>Who acts</h3>
      <p>
        <OthersText text={`${who} ${why}`} />, since <Time at={task.turn.since} />
      </p>
      {work.error !== null && <ProblemText error={work.error} />}
      {work.data !== undefined && (
        <dl className="facts">
          <dt>By</dt>
          <dd>
            <OthersText text={work.data.authors.join(", ")} />
          </dd>
          <dt>Captured</dt>
          <dd>
            <Time at={task.captured} />, leaf {task.leaf}
          </dd>
          <dt>Revisions</dt>
          <dd>{task.moves.length}</dd>
          <dt>Questions</dt>
          <dd>{work.data.questions.filter(({ turn }) => turn !== "nobody").length} open</dd>
          <dt>Decisions</dt>
          <dd>{work.data.decisions.map(({ person, decision }) => `${person}: ${decision}`).join(", ") || "none"}</dd>
        </dl>
      )}
      {mine !== undefined && mine.claims.length > 0 && (
        <>
          <h3>Claims</h3>
          <ul className="claims">
            {mine.claims.slice(-6).map((one, index) => (
              <li key={index}>
                <Time at={one.at} />{" "}
                <OthersText text={`${one.person} ${claimWord(one.act)}${one.other === null ? "" : ` ${one.other}`}`} />
                {one.reason !== null && one.reason !== "" && (
                  <span className="quiet">
                    {" "}
                    “<OthersText text={one.reason} />”
                  </span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        <a href={formatRoute({ screen: "change", change: task.change })}>Open the change</a>
      </p>
    </aside>
  );
}

/** What became of a claim, between who did it and whom it was about. */
function claimWord(act: string): string {
  const words: Readonly<Record<string, string>> = {
    "claim.taken": "claimed it",
    "claim.stolen": "took it over from",
    "claim.released": "released it",
    "claim.handed-over": "handed it to",
  };
  return words[act] ?? act;
}
