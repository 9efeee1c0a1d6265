import { useMemo, useState } from "react";
import type { Envelope } from "@countersign/attest";
import type { ChangeRecord, Person, Role } from "@countersign/core";
import { problemOf } from "../api/problem.ts";
import { keepDraft, readDraft } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { hindrance } from "./hindrance.ts";
import type { Policies } from "./policies.ts";
import { signByPasskey, takeSignature } from "./sign-decision.ts";
import { statementOf } from "./statement.ts";
import type { Speaker, Statement } from "./statement.ts";
import type { Evidence } from "./use-evidence.ts";
import { useHandingIn } from "./use-handing-in.ts";
import { useStamp } from "./use-stamp.ts";

/** What a decision is made of; `etag` names the change as it is shown. */
export type Subject = {
  readonly record: ChangeRecord;
  readonly policies: Policies;
  readonly person: Person;
  readonly roles: readonly Role[];
  readonly evidence: Evidence;
  readonly etag: string | undefined;
  readonly replacedBy: string | null;
};

/** A decision as it is written, what it says, what hinders it, and the ways to sign it. */
export function useCeremony({ record, policies, person, roles, evidence, etag, replacedBy }: Subject) {
  const { change } = record;
  const { policy } = policies.inForce;
  const [draft, setDraft] = useState(() => readDraft(localStorage, person.id, change));
  const { phase, become, send } = useHandingIn(person.id, change);
  const [stamp, renew] = useStamp();
  const role = roles.length === 1 ? roles[0] : roles.find(({ id }) => id === draft.role);
  const speaker = useMemo<Speaker | undefined>(
    () => (role === undefined ? undefined : { policy, person, role }),
    [policy, person, role],
  );
  const made = useMemo(
    () => (speaker === undefined ? {} : attempt(() => statementOf(record, speaker, draft, stamp))),
    [record, speaker, draft, stamp],
  );
  const hindered = hindrance({ evidence, record, policies, role, replacedBy, now: stamp.time }, draft);
  const ready = hindered === undefined && speaker !== undefined ? made.statement : undefined;
  const submit = (statement: Statement, envelope: Envelope) => {
    const shown = etag === undefined || statement.review.decision !== "approve" ? {} : { etag };
    void send({ statement, envelope, ...shown });
  };
  return {
    draft,
    phase,
    made,
    hindered,
    ready,
    write(next: Draft) {
      setDraft(next);
      keepDraft(localStorage, person.id, change, next);
      renew();
    },
    async sign() {
      if (ready === undefined || speaker === undefined || phase.kind !== "writing") return;
      become({ kind: "touch" });
      try {
        submit(ready, await signByPasskey(ready, speaker));
      } catch (error) {
        become({ kind: "writing", problem: problemOf(error) });
      }
    },
    paste(text: string) {
      if (ready !== undefined && speaker !== undefined) submit(ready, takeSignature(ready, speaker, text));
    },
  } as const;
}

function attempt(run: () => Statement | undefined): { readonly statement?: Statement; readonly problem?: unknown } {
  try {
    const statement = run();
    return statement === undefined ? {} : { statement };
  } catch (problem) {
    return { problem };
  }
}
