import { useCallback, useEffect, useEffectEvent, useState } from "react";
import { problemOf } from "../api/problem.ts";
import type { Problem } from "../api/problem.ts";
import { usePage } from "../app/page.ts";
import { dropDraft } from "./draft.ts";
import { dropSigned, handIn, keepSigned, readSigned } from "./hand-in.ts";
import type { Placed, Signed } from "./hand-in.ts";

/** How far a decision is. `placed`: the service says where it stands, which is not verified yet. */
export type Phase =
  | { readonly kind: "writing"; readonly problem?: Problem }
  | { readonly kind: "touch" }
  | { readonly kind: "sent"; readonly waiting?: Problem }
  | { readonly kind: "placed"; readonly placed: Placed };

/**
 * Hands in what a person signed about a change: kept in this browser before it is sent, and until it is answered, so that it is
 * handed in again by whichever page is opened next.
 */
export function useHandingIn(person: string, change: string) {
  const { api } = usePage();
  const [phase, become] = useState<Phase>({ kind: "writing" });
  const send = useCallback(
    async (signed: Signed) => {
      keepSigned(localStorage, person, signed);
      become({ kind: "sent" });
      try {
        const placed = await handIn(api, signed, (waiting) => become({ kind: "sent", waiting }));
        dropDraft(localStorage, person, change);
        dropSigned(localStorage, person, change);
        become({ kind: "placed", placed });
      } catch (error) {
        const problem = problemOf(error);
        // A refusal is an answer: nothing was logged, and nothing is handed in again.
        if (problem.status >= 400 && problem.status < 500) dropSigned(localStorage, person, change);
        become({ kind: "writing", problem });
      }
    },
    [api, person, change],
  );
  const resume = useEffectEvent(() => {
    const signed = readSigned(localStorage, person, change);
    if (signed !== undefined) void send(signed);
  });
  useEffect(() => resume(), [person, change]);
  return { phase, become, send } as const;
}
