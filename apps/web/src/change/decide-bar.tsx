import { useMemo } from "react";
import type { ChangeDetail, Work } from "../api/types.ts";
import { usePerson } from "../app/page.ts";
import { go } from "../app/route.ts";
import type { Command } from "../keys/registry.ts";
import { useCommands } from "../keys/use-commands.ts";
import { OthersText } from "../text/others-text.tsx";
import { Keys } from "../ui/keys.tsx";

type Props = { readonly record: ChangeDetail; readonly work: Work };

/** What still stops this change and who can end that, a sentence each, and the way to decide; it stays in view. */
export function DecideBar({ record, work }: Props) {
  const me = usePerson();
  const { change } = work;
  useCommands(
    useMemo<readonly Command[]>(
      () => [
        {
          id: "decide",
          label: "Decide",
          section: "Change",
          keys: ["d"],
          run: () => go({ screen: "decide", change }),
        },
      ],
      [change],
    ),
  );
  return (
    <aside className="decide-bar" aria-label="Decision">
      <ul>
        {reasonsOf(record, work, me).map((reason) => (
          <li key={reason}>
            <OthersText text={reason} />
          </li>
        ))}
      </ul>
      <button type="button" className="primary" onClick={() => go({ screen: "decide", change })}>
        Decide <Keys keys="d" />
      </button>
    </aside>
  );
}

/** Why a change is where it is, by requirement and by the role of whoever looks. */
export function reasonsOf(
  { requirements }: Pick<ChangeDetail, "requirements">,
  { tasks, replacedBy, questions }: Pick<Work, "tasks" | "replacedBy" | "questions">,
  me: { readonly person: string; readonly roles: readonly string[] },
): readonly string[] {
  const open = requirements.filter(({ state }) => state === "UNSATISFIED");
  const mine = tasks.filter(({ role }) => me.roles.includes(role));
  const waiting = mine.filter(({ state, people }) => state === "open" && people.includes(me.person));
  const asked = questions.filter(({ turn }) => turn !== "nobody").length;
  return [
    ...(replacedBy === null
      ? []
      : ["The proposal moved on: this revision can be spoken against, and not be approved."]),
    ...mine
      .filter(({ outdated }) => outdated)
      .map(({ role }) => `As ${role} nobody may decide before it is captured again.`),
    ...waiting.map(({ role }) => `It waits for you as ${role}.`),
    ...(me.roles.length === 0 ? ["The policy gives you no role: you can read."] : []),
    ...open.map(({ id, needs }) => `${id} needs ${needs}.`),
    ...(asked === 0 ? [] : [`${asked} ${asked === 1 ? "question is" : "questions are"} not resolved.`]),
    ...(open.length === 0 ? ["Nothing is missing: every requirement is satisfied or asks for nothing here."] : []),
  ];
}
