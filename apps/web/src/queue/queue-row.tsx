import { memo } from "react";
import type { Person, Task } from "../api/types.ts";
import { formatRoute } from "../app/route.ts";
import { spellMoment, spellUtc } from "../text/moment.ts";
import { OthersText } from "../text/others-text.tsx";
import { visibleText } from "../text/visible.ts";
import { RiskMark } from "./risk-mark.tsx";
import { clockOf, placeOf, whoActs } from "./sentences.ts";

type RowProps = {
  readonly task: Task;
  readonly me: Person;
  readonly now: number;
  readonly selected: boolean;
  readonly working: boolean;
  /** It is in no list any more: what it became. */
  readonly gone: boolean;
};

/** A task on 44 pixels: its risk, what it is, what it does, where, who acts next and why, its clock, and who is at it. */
export const QueueRow = memo(function QueueRow({ task, me, now, selected, working, gone }: RowProps) {
  const { who, why } = whoActs(task, me);
  const clock = clockOf(task, now);
  return (
    <>
      <span role="gridcell" className="cell-select" aria-label={selected ? "selected" : "not selected"}>
        <span className="tick" aria-hidden="true" />
      </span>
      <span role="gridcell" className="cell-risk">
        <RiskMark risk={task.risk} />
      </span>
      <span role="gridcell" className="cell-title">
        <a href={formatRoute({ screen: "change", change: task.change })} tabIndex={-1} draggable={false}>
          <OthersText text={task.title} />
        </a>
        <span className="effect" title={visibleText(task.effect)}>
          {task.effect === "" ? "no finding says what it does" : <OthersText text={task.effect} />}
        </span>
      </span>
      <span
        role="gridcell"
        className="cell-place"
        title={visibleText(`${task.repository} ${task.proposal ?? ""} onto ${task.ref}`)}
      >
        <span>
          <OthersText text={placeOf(task)} />
        </span>
        <span className="quiet">{marksOf(task)}</span>
      </span>
      <span role="gridcell" className="cell-turn">
        <span>
          <OthersText text={gone ? "No longer here" : who} />
        </span>
        <span className="quiet">
          <OthersText text={why} />
        </span>
      </span>
      <span
        role="gridcell"
        className={`cell-clock clock-${clock.kind}`}
        title={task.due === null ? undefined : spellUtc(Date.parse(task.due))}
      >
        <span>{clock.text}</span>
        <span className="quiet">{task.due === null ? "" : spellMoment(Date.parse(task.due), now)}</span>
      </span>
      <span role="gridcell" className="cell-claim">
        <ClaimMark task={task} me={me} now={now} working={working} />
      </span>
    </>
  );
});

/** What is particular about a revision: which it is, and that the same content was rejected before. */
function marksOf({ moves, rejectedLeaf, replacedBy, role }: Task): string {
  const marks = [role, `v${Math.max(1, moves.length)}`];
  if (rejectedLeaf !== null) marks.push("rejected before");
  if (replacedBy !== null) marks.push("replaced");
  return marks.join(" · ");
}

function ClaimMark({ task, me, now, working }: Pick<RowProps, "task" | "me" | "now" | "working">) {
  if (working) return <span className="quiet">…</span>;
  if (task.claim === null) return null;
  const left = Math.max(0, Math.round((Date.parse(task.claim.until) - now) / 60_000));
  const mine = task.claim.person === me.person;
  return (
    <>
      <span className={mine ? "claim mine" : "claim"}>
        <OthersText text={mine ? "you" : task.claim.person} />
      </span>
      <span className="quiet">{left} m left</span>
    </>
  );
}
