import type { Queries } from "../store/database.ts";

/** A change before one role: whether it waits, what the role's organisation said, who may still decide, and who decided what. */
type Cell = {
  readonly role: string;
  readonly state: string;
  readonly said: string | null;
  readonly people: readonly string[];
  readonly decisions: readonly { readonly person: string; readonly decision: string; readonly leaf: number }[];
};

/** A change with a cell for each role that is asked. */
export type Row = {
  readonly change: string;
  readonly title: string;
  readonly risk: number;
  readonly leaf: number;
  readonly proposal: string | null;
  readonly cells: readonly Cell[];
};

/** The rows of some changes for some roles, by their ids; changes that are not projected yet are not there. */
export async function coverageMatrix(
  db: Queries,
  changes: readonly string[],
  roles: readonly string[],
): Promise<ReadonlyMap<string, Row>> {
  if (changes.length === 0 || roles.length === 0) return new Map();
  const rows = await db
    .selectFrom("change")
    .select(["id", "digest", "title", "risk", "leaf", "proposal"])
    .where("id", "in", [...changes])
    .execute();
  const tasks = await db
    .selectFrom("task")
    .select(["change", "role", "state", "said", "people"])
    .where("change", "in", [...changes])
    .where("role", "in", [...roles])
    .execute();
  const digests = rows.map(({ digest }) => digest);
  const decisions = await db
    .selectFrom("decision")
    .select(["digest", "role", "person", "decision", "leaf"])
    .where("digest", "in", digests.length === 0 ? [""] : digests)
    .orderBy("leaf")
    .execute();
  return new Map(
    rows.map(({ id, digest, ...row }) => {
      const cells = roles.flatMap((role): readonly Cell[] => {
        const task = tasks.find((one) => one.change === id && one.role === role);
        if (task === undefined) return [];
        const said = decisions.filter((one) => one.digest === digest && one.role === role);
        const { state, people } = task;
        return [
          {
            role,
            state,
            said: task.said,
            people,
            decisions: said.map(({ person, decision, leaf }) => ({ person, decision, leaf })),
          },
        ];
      });
      return [id, { change: id, ...row, cells }] as const;
    }),
  );
}
