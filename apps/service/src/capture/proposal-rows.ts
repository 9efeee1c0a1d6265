import type { CountersignError } from "@countersign/core";
import type { Queries } from "../store/database.ts";
import { writeLogged } from "./look.ts";
import type { Look } from "./look.ts";
import { clearProblem, setProblem } from "./problems.ts";
import type { Proposal } from "./proposal-sight.ts";
import { anyOid, writeMove } from "./ref-moves.ts";

/** What is remembered of a proposal. */
export type ProposalRow = { readonly ref: string; readonly head: string; readonly inputs: string };

/** What came of looking at a proposal. */
export type ProposalFound =
  | { readonly outcome: "captured"; readonly change: string }
  | { readonly outcome: "merged" | "nothing" }
  | { readonly outcome: "failed"; readonly error: CountersignError };

/** The proposals of a repository as they were looked at last, by ref. */
export async function proposalRows(db: Queries, repository: string): Promise<ReadonlyMap<string, ProposalRow>> {
  const rows = await db
    .selectFrom("proposal")
    .select(["ref", "head", "inputs"])
    .where("repository", "=", repository)
    .execute();
  return new Map(rows.map((row) => [row.ref, row]));
}

/** Forgets proposals whose refs are gone; that they went is a move. */
export async function noteAbsent(
  look: Look,
  rows: ReadonlyMap<string, ProposalRow>,
  present: ReadonlySet<string>,
): Promise<void> {
  const gone = [...rows.values()].filter(({ ref }) => !present.has(ref));
  if (gone.length === 0) return;
  const { id: repository } = look.measure;
  await writeLogged(look, async (one) => {
    for (const { ref, head } of gone) {
      await writeMove(one, { repository, ref, before: anyOid(head), after: undefined, rewound: false });
      await one.deleteFrom("proposal").where("repository", "=", repository).where("ref", "=", ref).execute();
      await clearProblem(one, { repository, subject: ref });
    }
  });
}

/** Writes down what came of looking at a proposal, and its move. */
export async function noteProposal(
  one: Queries,
  { measure: { id: repository } }: Pick<Look, "measure">,
  { proposal, inputs, row }: { readonly proposal: Proposal; readonly inputs: string; readonly row?: ProposalRow },
  found: ProposalFound,
): Promise<void> {
  const { ref, target, head } = proposal;
  const before = row === undefined ? undefined : anyOid(row.head);
  if (before !== head) await writeMove(one, { repository, ref, before, after: head, rewound: false });
  const subject = { repository, subject: ref };
  await (found.outcome === "failed" ? setProblem(one, subject, found.error) : clearProblem(one, subject));
  const state = {
    target,
    head,
    inputs: found.outcome === "failed" && mayPass(found.error) ? "" : inputs,
    outcome: found.outcome,
    change: found.outcome === "captured" ? found.change : null,
  };
  await one
    .insertInto("proposal")
    .values({ repository, ref, ...state })
    .onConflict((conflict) => conflict.columns(["repository", "ref"]).doUpdateSet(state))
    .execute();
}

/** What is wrong with the commits stays wrong; what is wrong with how they were had may not. */
function mayPass({ code }: CountersignError): boolean {
  return !/^(?:change|git\.(?:fsck|octopus|new-root|mode|tree-object|commit-object)|limit|policy)\b/.test(code);
}
