import type { ChangeDetail, Work } from "../api/types.ts";

type Requirement = ChangeDetail["requirements"][number];
type Decision = ChangeDetail["decisions"][number];

/** Why a requirement is not met and who can end that: one line for each thing that somebody would have to do. */
export type Way = { readonly who: readonly string[]; readonly what: string; readonly leaf?: number };

/** What speaks against content: the last word of each organisation, where that is a rejection or a hold. */
export function objectionsIn(decisions: readonly Decision[]): readonly Decision[] {
  const last = new Map<string, Decision>();
  for (const one of decisions.toSorted((a, b) => a.leaf - b.leaf)) last.set(one.organisation, one);
  return [...last.values()].filter(({ decision }) => decision === "reject" || decision === "hold");
}

/** Every way that leads out, for a requirement that is not satisfied; none for one that is. */
export function waysOut(
  { state, people, role, count, objections, needs }: Requirement,
  decisions: readonly Decision[],
  tasks: Work["tasks"],
): readonly Way[] {
  if (state !== "UNSATISFIED") return [];
  const against = objections.length === 0 ? [] : objectionsIn(decisions);
  const outdated = tasks.some((one) => one.role === role && one.outdated);
  const missing = people.length > 0 || (objections.length === 0 && needs !== "");
  return [
    ...against.map(({ person, organisation, decision, leaf }) => ({
      who: [`${person}, or somebody else of ${organisation}`],
      what: `${decision === "reject" ? "rejected it: approve it" : "holds it: approve it, or take that back"}`,
      leaf,
    })),
    ...(outdated
      ? [{ who: ["The service"], what: "captures it again: the policy changed scope or people since" }]
      : []),
    ...(missing
      ? [
          people.length > 0
            ? { who: people, what: `${people.length > count ? "any of them decides" : "decide"} as ${role}` }
            : {
                who: ["Whoever signs the policy"],
                what: `gives ${role} somebody who has no part in this content: nobody is left who may decide`,
              },
        ]
      : []),
  ];
}
