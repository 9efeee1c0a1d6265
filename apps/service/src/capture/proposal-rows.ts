import type { CountersignError } from "@countersign/core";
import type { Queries } from "../store/database.ts";
import { writeLogged } from "./look.ts";
import type { Look } from "./look.ts";
import { clearProblems, setProblem } from "./problems.ts";
import type { Proposal } from "./proposal-sight.ts";
import { anyOid, writeMoves } from "./ref-moves.ts";
import type { RefMove } from "./ref-moves.ts";

/** What is remembered of a proposal. */
export type ProposalRow = {
  readonly ref: string;
  readonly head: string;
  readonly inputs: string;
  readonly outcome: ProposalFound["outcome"];
};

/** What came of looking at a proposal. */
export type ProposalFound =
  | { readonly outcome: "captured"; readonly change: string }
  | { readonly outcome: "merged" | "nothing" }
  | { readonly outcome: "failed"; readonly error: CountersignError };

/** The proposals of a repository as they were looked at last, by ref. */
export async function proposalRows(db: Queries, repository: string): Promise<ReadonlyMap<string, ProposalRow>> {
  const rows = await db
    .selectFrom("proposal")
    .select(["ref", "head", "inputs", "outcome"])
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
    const refs = gone.map(({ ref }) => ref);
    const moves = gone.map(({ ref, head }) => ({
      repository,
      ref,
      before: anyOid(head),
      after: undefined,
      rewound: false,
    }));
    await writeMoves(one, moves);
    await one.deleteFrom("proposal").where("repository", "=", repository).where("ref", "in", refs).execute();
    await clearProblems(one, repository, refs);
  });
}

/** A proposal that was looked at, by what, and what came of it; `row` is what was remembered of it before. */
export type Looked = {
  readonly proposal: Proposal;
  readonly inputs: string;
  readonly row?: ProposalRow;
  readonly found: ProposalFound;
};

/** Writes down what came of looking at proposals, and their moves. */
export async function noteProposals(one: Queries, repository: string, looked: readonly Looked[]): Promise<void> {
  await writeMoves(
    one,
    looked.flatMap((each) => moveOf(repository, each)),
  );
  const fine = looked.filter(({ found }) => found.outcome !== "failed");
  await clearProblems(
    one,
    repository,
    fine.map(({ proposal: { ref } }) => ref),
  );
  for (const { proposal, found } of looked)
    if (found.outcome === "failed") await setProblem(one, { repository, subject: proposal.ref }, found.error);
  await one
    .insertInto("proposal")
    .values(looked.map((each) => ({ repository, ...stateOf(each) })))
    .onConflict((conflict) =>
      conflict.columns(["repository", "ref"]).doUpdateSet((row) => ({
        target: row.ref("excluded.target"),
        head: row.ref("excluded.head"),
        inputs: row.ref("excluded.inputs"),
        outcome: row.ref("excluded.outcome"),
        change: row.ref("excluded.change"),
      })),
    )
    .execute();
}

function moveOf(repository: string, { proposal: { ref, head }, row }: Looked): readonly RefMove[] {
  const before = row === undefined ? undefined : anyOid(row.head);
  return before === head ? [] : [{ repository, ref, before, after: head, rewound: false }];
}

function stateOf({ proposal: { ref, target, head }, inputs, found }: Looked) {
  return {
    ref,
    target,
    head,
    inputs: found.outcome === "failed" && mayPass(found.error) ? "" : inputs,
    outcome: found.outcome,
    change: found.outcome === "captured" ? found.change : null,
  };
}

/** What is wrong with the commits stays wrong; what is wrong with how they were had may not. */
function mayPass({ code }: CountersignError): boolean {
  return !/^(?:change|git\.(?:fsck|octopus|new-root|mode|tree-object|commit-object)|limit|policy)\b/.test(code);
}
