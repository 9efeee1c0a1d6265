import { CountersignError, HIGHEST_RISK_TOGETHER } from "@countersign/core";
import { sql } from "kysely";
import type { Policy } from "@countersign/core";
import type { Database, Queries } from "../store/database.ts";
import { requireRole } from "./actor.ts";
import type { PersonActor } from "./actor.ts";
import type { TaskName } from "./task.ts";

/** A statement that is to be signed: one for each change, each with its own packet in it. */
export type BatchStatement = {
  readonly change: string;
  readonly role: string;
  readonly decision: "approve" | "reject";
  readonly risk: number;
};

const MOST = 100;

/**
 * Says what is to be signed, one record each, where several changes are decided in one ceremony. Refused altogether for
 * risk R3 and R4 (`queue.batch-risk`), for several roles (`queue.batch-role`), where a blocking question is open or a change cannot be
 * decided as it is (`queue.batch-blocked`), and for what does not wait for the person (`queue.unknown`, `queue.closed`).
 * Whether a record counts is the log's to say, for each by itself.
 */
export async function batchStatements(
  db: Database,
  policy: Policy,
  actor: PersonActor,
  { tasks, decision }: { readonly tasks: readonly TaskName[]; readonly decision: BatchStatement["decision"] },
): Promise<readonly BatchStatement[]> {
  const [role, ...others] = new Set(tasks.map((task) => task.role));
  if (role === undefined || others.length > 0 || tasks.length > MOST)
    throw new CountersignError("queue.batch-role", `a batch is of one role and has 1 to ${MOST} changes`);
  requireRole(policy, actor, role);
  const ids = [...new Set(tasks.map(({ change }) => change))];
  const rows = await rowsOf(db, role, ids);
  const blocked = await blockedProposals(
    db,
    role,
    rows.map(({ proposal_key }) => proposal_key),
  );
  return ids.map((id) => {
    const row = rows.find(({ change }) => change === id);
    if (row === undefined) throw new CountersignError("queue.unknown", "there is no such task");
    const { risk } = row;
    if (risk > HIGHEST_RISK_TOGETHER)
      throw new CountersignError("queue.batch-risk", `change ${id} is of risk R${risk}`);
    if (row.state !== "open" || !row.people.includes(actor.person))
      throw new CountersignError("queue.closed", `change ${id} does not wait for ${actor.person} as ${role}`);
    if (row.outdated || row.said === "hold" || row.rejected_leaf !== null || blocked.has(row.proposal_key))
      throw new CountersignError(
        "queue.batch-blocked",
        `something stands against deciding about change ${id} with others`,
      );
    return { change: id, role, decision, risk };
  });
}

/** A change that may be decided together with others. */
export type BatchableTask = {
  readonly change: string;
  readonly role: string;
  readonly risk: number;
  readonly title: string;
  readonly effect: string;
  readonly leaf: number;
};

/**
 * What a person may decide about together in a role, by the rules of `batchStatements`, in the order of the log: at most `size`, from
 * behind a leaf. `queue.role`, and the codes of `requirePerson`.
 */
export async function batchableTasks(
  db: Queries,
  policy: Policy,
  actor: PersonActor,
  role: string,
  { after = -1, size }: { readonly after?: number; readonly size: number },
): Promise<readonly BatchableTask[]> {
  requireRole(policy, actor, role);
  return db
    .selectFrom("task")
    .innerJoin("change", "change.id", "task.change")
    .select(["task.change", "task.role", "change.risk", "change.title", "change.effect", "change.leaf"])
    .where("task.role", "=", role)
    .where("task.state", "=", "open")
    .where("task.outdated", "=", false)
    .where(sql<boolean>`task.said is distinct from 'hold'`)
    .where(sql<boolean>`${actor.person} = any (task.people)`)
    .where("change.risk", "<=", HIGHEST_RISK_TOGETHER)
    .where("change.rejected_leaf", "is", null)
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom("question")
            .select("question.id")
            .whereRef("question.proposal_key", "=", "change.proposal_key")
            .where("question.kind", "=", "blocking")
            .where("question.turn", "!=", "nobody")
            .where("question.role", "=", role),
        ),
      ),
    )
    .where("change.leaf", ">", after)
    .orderBy("change.leaf")
    .limit(size)
    .execute();
}

function rowsOf(db: Queries, role: string, ids: readonly string[]) {
  return db
    .selectFrom("task")
    .innerJoin("change", "change.id", "task.change")
    .select(["task.change", "task.state", "task.people", "task.outdated", "task.said"])
    .select(["change.risk", "change.rejected_leaf", "change.proposal_key"])
    .where("task.role", "=", role)
    .where("task.change", "in", [...ids])
    .execute();
}

async function blockedProposals(db: Queries, role: string, proposals: readonly string[]): Promise<ReadonlySet<string>> {
  if (proposals.length === 0) return new Set();
  const rows = await db
    .selectFrom("question")
    .select("proposal_key")
    .where("kind", "=", "blocking")
    .where("turn", "!=", "nobody")
    .where("role", "=", role)
    .where("proposal_key", "in", [...proposals])
    .execute();
  return new Set(rows.map(({ proposal_key }) => proposal_key));
}
