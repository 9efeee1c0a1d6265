import { useId, useState } from "react";
import type { Task } from "../api/types.ts";
import { usePerson } from "../app/page.ts";
import { spellMoment } from "../text/moment.ts";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { snoozes } from "./snoozes.ts";
import type { Act } from "./triage.ts";

type Props = {
  readonly tasks: readonly Task[];
  readonly shown: number;
  readonly onAct: (act: Act) => void;
  readonly onClose: () => void;
};

/** Taking over what somebody else is at: it is said why, for all to see. */
export function StealDialog({ task, onAct, onClose }: { readonly task: Task } & Pick<Props, "onAct" | "onClose">) {
  const [reason, setReason] = useState("");
  const id = useId();
  return (
    <Dialog title="Somebody is at it" onClose={onClose}>
      <p>
        {task.claim === null ? (
          "Somebody else"
        ) : (
          <b>
            <OthersText text={task.claim.person} />
          </b>
        )}{" "}
        claimed <OthersText text={task.title} />
        {task.claim !== null && (
          <>
            , until <Time at={task.claim.until} />
          </>
        )}
        .
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onAct({ kind: "claim", reason: reason.trim() });
        }}
      >
        <label htmlFor={id}>Why do you take it over? Everybody who sees the task reads it.</label>
        <textarea
          id={id}
          rows={3}
          maxLength={2000}
          required
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <Buttons what="Take it over" disabled={reason.trim() === ""} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Until when tasks are out of one's own sight. */
export function SnoozeDialog({ tasks, shown, onAct, onClose }: Props) {
  const [now] = useState(() => Date.now());
  const [own, setOwn] = useState("");
  const id = useId();
  const until = (at: number) => onAct({ kind: "snooze", until: new Date(at).toISOString() });
  const chosen = Date.parse(own);
  return (
    <Dialog title="Snooze" onClose={onClose}>
      <p>
        <About tasks={tasks} shown={shown} /> Its clock goes on, and others see it as before.
      </p>
      <div className="options">
        {snoozes(now).map(([name, at]) => (
          <button key={name} type="button" onClick={() => until(at)}>
            {name} <span className="quiet">{spellMoment(at, now)}</span>
          </button>
        ))}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          until(chosen);
        }}
      >
        <label htmlFor={id}>Or until</label>
        <input id={id} type="datetime-local" value={own} onChange={({ target }) => setOwn(target.value)} />
        <Buttons what="Snooze" disabled={Number.isNaN(chosen) || chosen <= now} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Handing one's own claim to another person of the role. */
export function AssignDialog({
  task,
  people,
  onAct,
  onClose,
}: { readonly task: Task; readonly people: readonly string[] } & Pick<Props, "onAct" | "onClose">) {
  const me = usePerson();
  const others = people.filter((one) => one !== me.person);
  const [person, setPerson] = useState(others[0] ?? "");
  const [reason, setReason] = useState("");
  const id = useId();
  if (others.length === 0)
    return (
      <Dialog title="Hand over" onClose={onClose}>
        <p>The policy gives {task.role} to nobody else.</p>
        <div className="buttons">
          <button type="button" onClick={onClose}>
            Close
          </button>
        </div>
      </Dialog>
    );
  return (
    <Dialog title="Hand over" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onAct({ kind: "assign", person, reason: reason.trim() });
        }}
      >
        <label htmlFor={`${id}-person`}>To whom</label>
        <select id={`${id}-person`} value={person} onChange={({ target }) => setPerson(target.value)}>
          {others.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
        <label htmlFor={`${id}-reason`}>Why</label>
        <textarea
          id={`${id}-reason`}
          rows={3}
          maxLength={2000}
          required
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <Buttons what="Hand over" disabled={reason.trim() === "" || person === ""} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Claiming many: how many, of how many that one sees. */
export function ManyDialog({ tasks, shown, onAct, onClose }: Props) {
  return (
    <Dialog title="Claim" onClose={onClose}>
      <p>
        <About tasks={tasks} shown={shown} />
      </p>
      <div className="buttons">
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog is for this question alone */}
        <button type="button" className="primary" autoFocus onClick={() => onAct({ kind: "claim" })}>
          Claim {tasks.length}
        </button>
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

function About({ tasks, shown }: Pick<Props, "tasks" | "shown">) {
  const [first] = tasks;
  if (tasks.length === 1 && first !== undefined) return <OthersText text={`${first.title}.`} />;
  return `${tasks.length} of ${shown} that are shown.`;
}

function Buttons({
  what,
  disabled,
  onClose,
}: {
  readonly what: string;
  readonly disabled: boolean;
  readonly onClose: () => void;
}) {
  return (
    <div className="buttons">
      <button type="submit" className="primary" disabled={disabled}>
        {what}
      </button>
      <button type="button" onClick={onClose}>
        Cancel
      </button>
    </div>
  );
}
