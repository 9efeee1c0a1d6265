import { useState } from "react";
import { personById, rolesOf } from "@countersign/core";
import { usePage, usePerson } from "../app/page.ts";
import { OthersText } from "../text/others-text.tsx";
import { CopyText } from "../ui/copy-text.tsx";
import { ProblemText } from "../ui/problem-text.tsx";
import { togetherLines } from "./command-lines.ts";
import { CHOICES, DecideForm } from "./decide-form.tsx";
import { EMPTY_DRAFT } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { hindrance } from "./hindrance.ts";
import { statementOf } from "./statement.ts";
import type { Stamp, Statement } from "./statement.ts";
import type { Sound } from "./together.ts";
import { useStamp } from "./use-stamp.ts";

type Part = Sound & { readonly title: string; readonly replacedBy: string | null };
type Props = { readonly role: string; readonly parts: readonly Part[] };

/** What the service and the command line take of several changes at once. */
const TOGETHER = CHOICES.filter(({ draft }) => draft.decision === "approve" || draft.decision === "reject");

/** What is said of all of them, what hinders it for which, and the commands that make a record of it for each. */
export function TogetherCeremony({ role, parts }: Props) {
  const { session } = usePage();
  const me = usePerson();
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  const [stamp] = useStamp();
  const [first] = parts;
  if (first === undefined) return null;
  const made = parts.map((part) => ({
    change: part.record.change,
    title: part.title,
    ...attempt(part, me.person, role, draft, stamp),
  }));
  const hindered = made.filter((one) => one.hindered !== undefined || one.problem !== undefined);
  const reviews = made.flatMap(({ statement }) => statement?.review ?? []);
  const [said] = reviews;
  return (
    <>
      <DecideForm
        draft={draft}
        policy={first.policies.inForce.policy}
        roles={[]}
        onDraft={setDraft}
        choices={TOGETHER}
      />
      <section className="sign" aria-labelledby="together-sign">
        <h2 id="together-sign">Sign</h2>
        {draft.decision === undefined ? (
          <p className="hindrance">Choose what you decide.</p>
        ) : (
          hindered.map(({ change, title, hindered: why, problem }) => (
            <div key={change} className="hindrance">
              <OthersText text={title} />: {why}
              {problem !== undefined && <ProblemText error={problem} />}
            </div>
          ))
        )}
        {hindered.length === 0 && said !== undefined && reviews.length === parts.length && (
          <>
            <p>
              A passkey signs one statement at each touch, and every change has a record of its own: several are signed
              by the command line. It verifies the log by the root that you pin, shows all that it signs, asks once, and
              writes a file for each. This page says when each decision arrives.
            </p>
            <CopyText
              text={togetherLines(
                said,
                reviews.map(({ change }) => change),
                session.place.origin,
              ).join("\n")}
              label="Copy the commands"
            />
          </>
        )}
      </section>
    </>
  );
}

type Made = { readonly statement?: Statement; readonly hindered?: string; readonly problem?: unknown };

/** What a draft says about one of them, by the policy in force as it was verified for that one; or why it cannot be said. */
function attempt(part: Part, id: string, roleId: string, draft: Draft, stamp: Stamp): Made {
  const { record, policies, evidence, replacedBy } = part;
  const { policy } = policies.inForce;
  const person = personById(policy, id);
  if (person === undefined || person.retired) return { hindered: "The policy in force does not know you." };
  const role = rolesOf(policy, id).find((one) => one.id === roleId);
  if (record.contributors.some((one) => one.as.includes(id)) && draft.decision === "approve")
    return { hindered: "You have a part in this content, so your approval will not count." };
  const hindered = hindrance({ evidence, record, policies, role, replacedBy, now: stamp.time }, draft);
  if (hindered !== undefined || role === undefined) return { hindered: hindered ?? "The policy gives you no role." };
  try {
    const statement = statementOf(record, { policy, person, role }, draft, stamp);
    return statement === undefined ? { hindered: "Choose what you decide." } : { statement };
  } catch (problem) {
    return { problem };
  }
}
