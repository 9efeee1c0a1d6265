import type { Since, Work } from "../api/types.ts";

/** An earlier revision of a proposal that somebody knows, and whence. */
export type Earlier = { readonly change: string; readonly how: "decided" | "looked" };

/** The latest revision before this one that a person decided about or looked at. */
export function earlierOf(
  work: Pick<Work, "change" | "moves" | "decisions">,
  person: string,
  since: Since["since"],
): Earlier | undefined {
  const place = (change: string) => work.moves.findLastIndex((move) => move.change === change);
  const own = work.decisions
    .filter((one) => one.person === person)
    .map(({ change }) => ({ change, how: "decided" as const }));
  const looked = since === null ? [] : [{ change: since.change, how: "looked" as const }];
  const known = [...own, ...looked].filter(({ change }) => change !== work.change);
  return known.reduce<Earlier | undefined>(
    (latest, one) => (latest === undefined || place(one.change) > place(latest.change) ? one : latest),
    undefined,
  );
}
