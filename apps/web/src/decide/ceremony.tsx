import type { Person } from "@countersign/core";
import { ProblemText } from "../ui/problem-text.tsx";
import { DecideForm } from "./decide-form.tsx";
import { NextItem } from "./next-item.tsx";
import type { Policies } from "./policies.ts";
import { ReadBack } from "./read-back.tsx";
import { ReceiptCard } from "./receipt-card.tsx";
import { SignSection } from "./sign-section.tsx";
import { useCeremony } from "./use-ceremony.ts";
import type { Subject } from "./use-ceremony.ts";
import { useCeremonyKeys } from "./use-ceremony-keys.ts";

type Props = Subject & {
  /** Begins anew with what is known now. */
  readonly onAgain: () => void;
};

/** Write, read back, sign, receipt. Nothing is shown as done before this browser verified it. */
export function Ceremony({ onAgain, ...subject }: Props) {
  const { record, policies, person, roles } = subject;
  const { policy } = policies.inForce;
  const { draft, phase, made, hindered, ready, write, sign, paste } = useCeremony(subject);
  const listed = isListed(policies, person);
  useCeremonyKeys(
    phase.kind === "writing",
    (choice) => {
      write({ ...draft, ...choice });
      document.querySelector<HTMLElement>(".decide-form textarea")?.focus();
    },
    () => void (listed && sign()),
  );

  if (phase.kind === "placed")
    return (
      <>
        <ReadBack statement={phase.placed.statement} />
        <ReceiptCard placed={phase.placed} />
        <NextItem change={record.change} />
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
      <SignSection
        phase={phase}
        hindered={hindered}
        ready={ready}
        listed={listed}
        organisation={person.organisation}
        onSign={() => void sign()}
        onSignature={paste}
        onAgain={onAgain}
      />
    </>
  );
}

function isListed({ inForce }: Policies, { organisation }: Person): boolean {
  return inForce.policy.organisations
    .filter(({ id }) => id === organisation)
    .some(({ origins }) => origins.some((one) => one.origin === location.origin && one.rpId === location.hostname));
}
