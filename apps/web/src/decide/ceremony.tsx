import { useCallback, useEffect, useEffectEvent, useMemo, useState } from "react";
import type { ChangeRecord, Person, Role } from "@countersign/core";
import type { Envelope } from "@countersign/attest";
import { problemOf } from "../api/problem.ts";
import type { Problem } from "../api/problem.ts";
import { usePage } from "../app/page.ts";
import type { Command } from "../keys/registry.ts";
import { useCommands } from "../keys/use-commands.ts";
import { Keys } from "../ui/keys.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { CHOICES, DecideForm } from "./decide-form.tsx";
import { keepDraft, readDraft } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { Elsewhere } from "./elsewhere.tsx";
import { hindrance } from "./hindrance.ts";
import { NextItem } from "./next-item.tsx";
import type { Policies } from "./policies.ts";
import { ReadBack } from "./read-back.tsx";
import { ReceiptCard } from "./receipt-card.tsx";
import { signByPasskey, takeSignature } from "./sign-decision.ts";
import { statementOf } from "./statement.ts";
import type { Stamp, Statement } from "./statement.ts";
import type { Evidence } from "./use-evidence.ts";
import { useHandingIn } from "./use-handing-in.ts";

type Props = {
  readonly record: ChangeRecord;
  readonly policies: Policies;
  readonly person: Person;
  readonly roles: readonly Role[];
  readonly evidence: Evidence;
  /** Names the change as it is shown. */
  readonly etag: string | undefined;
  readonly replacedBy: string | null;
  /** Begins anew with what is known now. */
  readonly onAgain: () => void;
};

/** Write, read back, sign, receipt. Nothing is shown as done before this browser verified it. */
export function Ceremony({ record, policies, person, roles, evidence, etag, replacedBy, onAgain }: Props) {
  const { session } = usePage();
  const { change } = record;
  const { policy } = policies.inForce;
  const [draft, setDraft] = useState(() => readDraft(localStorage, person.id, change));
  const { phase, become, send } = useHandingIn(person.id, change);
  const [stamp, setStamp] = useStamp();
  const role = roles.length === 1 ? roles[0] : roles.find(({ id }) => id === draft.role);
  const speaker = role === undefined ? undefined : { policy, person, role };
  const made = useMemo(
    () => (role === undefined ? {} : attempt(() => statementOf(record, { policy, person, role }, draft, stamp))),
    [record, policy, person, role, draft, stamp],
  );
  const hindered = hindrance({ evidence, record, policies, role, replacedBy, now: stamp.time }, draft);
  const ready = hindered === undefined && speaker !== undefined ? made.statement : undefined;
  const write = (next: Draft) => {
    setDraft(next);
    keepDraft(localStorage, person.id, change, next);
    setStamp();
  };

  const submit = (statement: Statement, envelope: Envelope) =>
    void send({
      statement,
      envelope,
      ...(etag === undefined || statement.review.decision !== "approve" ? {} : { etag }),
    });
  const sign = async () => {
    if (ready === undefined || speaker === undefined || phase.kind !== "writing") return;
    become({ kind: "touch" });
    try {
      submit(ready, await signByPasskey(ready, speaker));
    } catch (error) {
      become({ kind: "writing", problem: problemOf(error) });
    }
  };
  const listed = isListed(policies, person);
  const choose = (choice: Pick<Draft, "decision" | "limited">) => {
    write({ ...draft, ...choice });
    document.querySelector<HTMLElement>(".decide-form textarea")?.focus();
  };
  useCeremonyKeys(phase.kind === "writing", choose, () => void (listed && sign()));

  if (phase.kind === "placed")
    return (
      <>
        <ReadBack statement={phase.placed.statement} />
        <ReceiptCard placed={phase.placed} policy={policy} />
        <NextItem change={change} />
      </>
    );
  return (
    <>
      <DecideForm draft={draft} policy={policy} roles={roles} onDraft={write} />
      {record.contributors.some((one) => one.as.includes(person.id)) && draft.decision === "approve" && (
        <p className="banner">You have a part in this content, so your approval will not count.</p>
      )}
      {made.problem !== undefined && <ProblemText error={made.problem} />}
      {made.statement !== undefined && <ReadBack statement={made.statement} />}
      <section className="sign" aria-labelledby="sign-title">
        <h2 id="sign-title">Sign</h2>
        {hindered !== undefined && (
          <p className="hindrance" role="status">
            {hindered}
          </p>
        )}
        {listed ? (
          <p>
            <button
              type="button"
              className="primary"
              disabled={ready === undefined || phase.kind !== "writing"}
              onClick={() => void sign()}
            >
              {phase.kind === "touch" ? "Waiting for your passkey…" : "Sign with a passkey"}{" "}
              <Keys keys="Control+Enter" />
            </button>
          </p>
        ) : (
          <p className="quiet">
            The policy does not list this page for passkeys of <b>{person.organisation}</b> (<code>web.origin</code>).
            Sign with a key elsewhere, or open the page of your own organisation.
          </p>
        )}
        {phase.kind === "sent" && <Sent waiting={phase.waiting} />}
        {phase.kind === "writing" && phase.problem !== undefined && (
          <Refused problem={phase.problem} onAgain={onAgain} />
        )}
        {ready !== undefined && speaker !== undefined && phase.kind === "writing" && (
          <details className="elsewhere">
            <summary>With a key elsewhere</summary>
            <Elsewhere
              statement={ready}
              origin={session.place.origin}
              onSignature={(text) => submit(ready, takeSignature(ready, speaker, text))}
            />
          </details>
        )}
      </section>
    </>
  );
}

function Sent({ waiting }: { readonly waiting: Problem | undefined }) {
  return (
    <div role="status">
      <p>Signed, and not yet logged: gates stay as they are. It is handed in until the service answers.</p>
      {waiting !== undefined && <ProblemText error={waiting} />}
    </div>
  );
}

/** What became of it where it was not logged, and what is to be looked at anew where the change is another one meanwhile. */
function Refused({ problem, onAgain }: { readonly problem: Problem; readonly onAgain: () => void }) {
  const moved = ["web.precondition", "decision.superseded", "statement.duplicate-id"].includes(problem.code);
  return (
    <>
      <ProblemText error={problem} />
      {moved && (
        <p>
          Nothing was logged: the change is not as it was shown.{" "}
          <button type="button" onClick={onAgain}>
            Look again
          </button>
        </p>
      )}
    </>
  );
}

/** Seconds for which what was begun may be signed; then it is begun anew. */
const VALID = 300;

/** A stamp that is made anew on demand, and when it is old. */
function useStamp(): readonly [Stamp, () => void] {
  const [stamp, setStamp] = useState(newStamp);
  const renew = useCallback(() => setStamp(newStamp()), []);
  useEffect(() => {
    const timer = setInterval(renew, VALID * 1000);
    return () => clearInterval(timer);
  }, [renew]);
  return [stamp, renew];
}

function newStamp(): Stamp {
  return { id: crypto.randomUUID(), time: Math.floor(Date.now() / 1000) };
}

function useCeremonyKeys(
  writing: boolean,
  choose: (choice: Pick<Draft, "decision" | "limited">) => void,
  sign: () => void,
): void {
  const chosen = useEffectEvent(choose);
  const signed = useEffectEvent(sign);
  const [given] = useState(() => ({ chosen: (at: number) => void at, signed: () => {} }));
  useEffect(() => {
    given.chosen = (at) => {
      const choice = CHOICES[at];
      if (choice !== undefined) chosen(choice.draft);
    };
    given.signed = () => signed();
  }, [given]);
  useCommands(
    useMemo<readonly Command[]>(
      () =>
        writing
          ? [
              ...CHOICES.map(({ key, label }, at) => ({
                id: `decide-${key}`,
                label,
                section: "Decision",
                keys: [key],
                run: () => given.chosen(at),
              })),
              {
                id: "decide-sign",
                label: "Sign with a passkey",
                section: "Decision",
                keys: ["Control+Enter"],
                run: () => given.signed(),
              },
            ]
          : [],
      [writing, given],
    ),
  );
}

function isListed({ inForce }: Policies, { organisation }: Person): boolean {
  return inForce.policy.organisations
    .filter(({ id }) => id === organisation)
    .some(({ origins }) => origins.some((one) => one.origin === location.origin && one.rpId === location.hostname));
}

function attempt(run: () => Statement | undefined): { readonly statement?: Statement; readonly problem?: unknown } {
  try {
    const statement = run();
    return statement === undefined ? {} : { statement };
  } catch (problem) {
    return { problem };
  }
}
