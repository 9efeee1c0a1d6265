import { useId } from "react";
import type { Policy, Role } from "@countersign/core";
import { OthersText } from "../text/others-text.tsx";
import { Keys } from "../ui/keys.tsx";
import { REVOKE_REASONS } from "./draft.ts";
import type { Draft } from "./draft.ts";

type Props = {
  readonly draft: Draft;
  readonly policy: Policy;
  readonly roles: readonly Role[];
  readonly onDraft: (draft: Draft) => void;
  /** Those of `CHOICES` that are offered; all where it is not said. */
  readonly choices?: readonly (typeof CHOICES)[number][];
};

/** What can be decided, by the keys that choose it: what the kernel knows, and nothing else. */
export const CHOICES = [
  { key: "1", label: "Approve", says: "It may go ahead.", draft: { decision: "approve", limited: false } },
  {
    key: "2",
    label: "Approve with conditions",
    says: "For some environments, or until a time.",
    draft: { decision: "approve", limited: true },
  },
  {
    key: "3",
    label: "Hold",
    says: "It waits until your organisation says more.",
    draft: { decision: "hold", limited: false },
  },
  {
    key: "4",
    label: "Reject",
    says: "It must not go ahead, under whatever branch it comes back.",
    draft: { decision: "reject", limited: false },
  },
  {
    key: "5",
    label: "Revoke",
    says: "Takes back what your organisation said of it.",
    draft: { decision: "revoke", limited: false },
  },
] as const satisfies readonly {
  readonly key: string;
  readonly label: string;
  readonly says: string;
  readonly draft: Pick<Draft, "decision" | "limited">;
}[];

/** Where somebody writes down what they decide and why. */
export function DecideForm({ draft, policy, roles, onDraft, choices = CHOICES }: Props) {
  const id = useId();
  const environments =
    draft.decision !== undefined && draft.decision !== "revoke" && (draft.limited || draft.decision !== "approve");
  return (
    <form className="decide-form" onSubmit={(event) => event.preventDefault()}>
      <fieldset>
        <legend>Your decision</legend>
        {choices.map(({ key, label, says, draft: choice }) => (
          <label key={key} className="choice">
            <input
              type="radio"
              name={`${id}-decision`}
              checked={draft.decision === choice.decision && draft.limited === choice.limited}
              onChange={() => onDraft({ ...draft, ...choice })}
            />
            <span>
              <b>{label}</b> <span className="quiet">{says}</span>
            </span>
            <Keys keys={key} />
          </label>
        ))}
      </fieldset>
      {roles.length > 1 && (
        <label className="field">
          In which role
          <select value={draft.role ?? ""} onChange={({ target }) => onDraft({ ...draft, role: target.value })}>
            {draft.role === undefined && <option value="">Choose</option>}
            {roles.map((role) => (
              <option key={role.id}>{role.id}</option>
            ))}
          </select>
        </label>
      )}
      {environments && (
        <fieldset>
          <legend>For which environments; all where none is chosen</legend>
          {policy.environments.map((one) => (
            <label key={one.id} className="tick">
              <input
                type="checkbox"
                checked={draft.environments.includes(one.id)}
                onChange={({ target }) =>
                  onDraft({ ...draft, environments: withOne(draft.environments, one.id, target.checked) })
                }
              />
              <OthersText text={one.id} />
            </label>
          ))}
        </fieldset>
      )}
      {draft.decision === "approve" && draft.limited && (
        <label className="field">
          Until when it holds; without end where it is empty
          <input
            type="datetime-local"
            value={draft.until}
            onChange={({ target }) => onDraft({ ...draft, until: target.value })}
          />
        </label>
      )}
      {draft.decision === "revoke" && (
        <fieldset>
          <legend>Why it is taken back</legend>
          {REVOKE_REASONS.map((reason) => (
            <label key={reason} className="tick">
              <input
                type="radio"
                name={`${id}-reason`}
                checked={draft.reason === reason}
                onChange={() => onDraft({ ...draft, reason })}
              />
              {reason}
            </label>
          ))}
        </fieldset>
      )}
      <label className="field">
        Message to the others; it is signed, and stays in the record for ever
        <textarea
          rows={4}
          maxLength={20_000}
          value={draft.message}
          onChange={({ target }) => onDraft({ ...draft, message: target.value })}
        />
      </label>
      <p className="quiet">
        What you write stays in this browser until it is signed, through a reload and another sign-in.
      </p>
    </form>
  );
}

function withOne(all: readonly string[], one: string, there: boolean): readonly string[] {
  return there ? [...all, one] : all.filter((other) => other !== one);
}
