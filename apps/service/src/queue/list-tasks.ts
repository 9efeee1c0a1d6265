import { organisationById, rolesOf } from "@countersign/core";
import type { Policy } from "@countersign/core";
import { sql } from "kysely";
import type { Database, Queries } from "../store/database.ts";
import { requirePerson } from "./actor.ts";
import type { PersonActor } from "./actor.ts";
import { formatCursor, parseCursor } from "./cursor.ts";
import type { CursorKeys } from "./cursor.ts";
import { compileQuery, needsMe } from "./query/compile-query.ts";
import type { Asker, Condition } from "./query/compile-query.ts";
import { formatQuery } from "./query/format-query.ts";
import type { Query, Sort } from "./query/query.ts";

/** Which page: after a cursor of the same query, of at most 200 rows. */
export type Page = { readonly after?: string; readonly size?: number };

const MOST = 200;
const USUAL = 50;

/**
 * A page of tasks in the order of a query, with a cursor while there are more. What comes in or changes meanwhile neither repeats
 * nor hides a row that stays as it is. `web.cursor` for a cursor of another query; codes of `requirePerson`.
 */
export async function listTasks(db: Database, policy: Policy, actor: PersonActor, query: Query, page: Page = {}) {
  const { sort = "risk" } = query;
  const size = Math.min(MOST, Math.max(1, page.size ?? USUAL));
  const text = formatQuery(query);
  const after = page.after === undefined ? undefined : parseCursor(page.after, { sort, query: text });
  const rows = await taskPage(db, policy, actor, query, {
    size: size + 1,
    ...(after === undefined ? {} : { after }),
  }).execute();
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  const proposals = [...new Set(shown.map(({ proposal_key }) => proposal_key))];
  const moves = await movesOf(db, proposals);
  const looked = await lookedAt(db, actor, proposals);
  return {
    tasks: shown.map(({ proposal_key, ...task }) => ({
      ...task,
      moves: moves.get(proposal_key) ?? [],
      looked: looked.get(proposal_key) ?? null,
    })),
    ...(rows.length > size && last !== undefined ? { next: formatCursor({ sort, query: text }, last) } : {}),
  };
}

/** How many tasks match a query, and whose turn it is in them. */
export async function countTasks(db: Database, policy: Policy, actor: PersonActor, query: Query) {
  const asker = askerOf(policy, actor);
  const count = (condition: Condition) => sql<string>`count(*) filter (where ${condition})`;
  const row = await matching(db, asker, query)
    .select([
      sql<string>`count(*)`.as("matching"),
      count(needsMe(asker)).as("needsMe"),
      count(sql`claim.person is distinct from ${actor.person} and claim.person is not null`).as("claimedByOthers"),
      count(sql`task.turn = 'author'`).as("waitingOnAuthor"),
      count(sql`task.turn = 'system'`).as("waitingOnSystem"),
    ])
    .executeTakeFirstOrThrow();
  return {
    matching: Number(row.matching),
    needsMe: Number(row.needsMe),
    claimedByOthers: Number(row.claimedByOthers),
    waitingOnAuthor: Number(row.waitingOnAuthor),
    waitingOnSystem: Number(row.waitingOnSystem),
  };
}

/** The statement of a page; for `listTasks`, and for looking at how the database answers it. */
export function taskPage(
  db: Database,
  policy: Policy,
  actor: PersonActor,
  query: Query,
  { size, after }: { readonly size: number; readonly after?: CursorKeys },
) {
  const { sort = "risk" } = query;
  const found = matching(db, askerOf(policy, actor), query);
  const from = (after === undefined ? found : found.where(isAfter(sort, after))).select([
    ...SHOWN,
    sql<number>`cardinality(change.paths)`.as("files"),
  ]);
  const newest = sort === "decided" ? from.orderBy(DECIDED, "desc") : from;
  return COLUMNS[sort].reduce((ordered, column) => ordered.orderBy(`task.${column}`), newest).limit(size);
}

/** Who asks, by the policy in force. */
function askerOf(policy: Policy, actor: PersonActor): Asker {
  requirePerson(policy, actor);
  const operator = organisationById(policy, actor.organisation)?.kind === "operator";
  return { person: actor.person, roles: rolesOf(policy, actor.person).map(({ id }) => id), operator };
}

/** What was decided last comes first; what is not decided comes behind it. An index has the same expression. */
const DECIDED = sql<Date>`coalesce(task.decided, to_timestamp(0))`;

/** What rows are ordered by; indices have the same columns. */
const COLUMNS: Readonly<Record<Sort, readonly ("urgency" | "opened" | "due" | "change" | "role")[]>> = {
  risk: ["urgency", "opened", "change", "role"],
  age: ["opened", "change", "role"],
  due: ["due", "change", "role"],
  decided: ["change", "role"],
};

const SHOWN = [
  "task.change",
  "task.role",
  "task.state",
  "task.said",
  "task.people",
  "task.urgency",
  "task.opened",
  "task.decided",
  "task.within",
  "task.due",
  "task.paused",
  "task.turn",
  "task.turn_why",
  "task.turn_since",
  "change.leaf",
  "change.repository",
  "change.ref",
  "change.proposal",
  "change.proposal_key",
  "change.head",
  "change.title",
  "change.effect",
  "change.risk",
  "change.classes",
  "change.captured",
  "change.replaced_by",
  "change.rejected_leaf",
  "claim.person as claimant",
  "claim.leased_until as claimed_until",
  "snooze.until as snoozed_until",
] as const;

function matching(db: Queries, asker: Asker, query: Query) {
  const joined = db
    .selectFrom("task")
    .innerJoin("change", "change.id", "task.change")
    .leftJoin("claim", (join) =>
      join
        .onRef("claim.change", "=", "task.change")
        .onRef("claim.role", "=", "task.role")
        .on("claim.leased_until", ">", sql<Date>`now()`),
    )
    .leftJoin("snooze", (join) =>
      join
        .onRef("snooze.change", "=", "task.change")
        .onRef("snooze.role", "=", "task.role")
        .on("snooze.person", "=", asker.person)
        .on("snooze.until", ">", sql<Date>`now()`),
    );
  return compileQuery(query, asker).reduce((found, condition) => found.where(condition), joined);
}

function isAfter(sort: Sort, { urgency, opened, due, decided, change, role }: CursorKeys): Condition {
  switch (sort) {
    case "risk":
      return sql`(task.urgency, task.opened, task.change, task.role) > (${urgency}, ${opened}::timestamptz, ${change}, ${role})`;
    case "age":
      return sql`(task.opened, task.change, task.role) > (${opened}::timestamptz, ${change}, ${role})`;
    case "due":
      return sql`(task.due, task.change, task.role) > (${due}::timestamptz, ${change}, ${role})`;
    case "decided": {
      const place = sql`coalesce(${decided}::timestamptz, to_timestamp(0))`;
      return sql`(${DECIDED} < ${place} or (${DECIDED} = ${place} and (task.change, task.role) > (${change}, ${role})))`;
    }
    default:
      return sort satisfies never;
  }
}

/** Every move of some proposals, so that going back and forth stays visible (attack A2). */
async function movesOf(db: Queries, proposals: readonly string[]) {
  if (proposals.length === 0) return new Map<string, readonly { readonly leaf: number; readonly change: string }[]>();
  const rows = await db
    .selectFrom("move")
    .selectAll()
    .where("proposal_key", "in", [...proposals])
    .orderBy("leaf")
    .execute();
  const groups = Map.groupBy(rows, ({ proposal_key }) => proposal_key);
  return new Map([...groups].map(([key, moves]) => [key, moves.map(({ leaf, change }) => ({ leaf, change }))]));
}

/** The revision of each proposal that somebody looked at last. */
async function lookedAt(db: Queries, { person }: PersonActor, proposals: readonly string[]) {
  if (proposals.length === 0) return new Map<string, { readonly change: string; readonly at: Date }>();
  const rows = await db
    .selectFrom("looked")
    .select(["proposal_key", "change", "at"])
    .distinctOn("proposal_key")
    .where("person", "=", person)
    .where("proposal_key", "in", [...proposals])
    .orderBy("proposal_key")
    .orderBy("at", "desc")
    .orderBy("change")
    .execute();
  return new Map(rows.map(({ proposal_key, change, at }) => [proposal_key, { change, at }] as const));
}
