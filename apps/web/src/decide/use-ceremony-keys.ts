import { useEffect, useEffectEvent, useMemo, useState } from "react";
import type { Command } from "../keys/registry.ts";
import { useCommands } from "../keys/use-commands.ts";
import { CHOICES } from "./decide-form.tsx";
import type { Draft } from "./draft.ts";

/** The keys of a decision, while it is written. */
export function useCeremonyKeys(
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
