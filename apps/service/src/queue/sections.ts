import type { Policy } from "@countersign/core";
import type { Database } from "../store/database.ts";
import type { PersonActor } from "./actor.ts";
import { countTasks, listTasks } from "./list-tasks.ts";
import { formatQuery } from "./query/format-query.ts";
import { parseQuery } from "./query/parse-query.ts";
import type { Query } from "./query/query.ts";

/** Sections of the queue, by whose turn it is: every open task is in one of them, and in one only. */
const SECTIONS = {
  me: "needs:me -is:theirs -is:snoozed",
  claimed: "is:theirs -is:snoozed",
  reviewers: "turn:reviewer -needs:me -is:theirs -is:snoozed",
  author: "turn:author -needs:me -is:theirs -is:snoozed",
  system: "turn:system -is:theirs -is:snoozed",
  snoozed: "is:snoozed",
  decided: "decided:<1d sort:decided",
} as const;

type SectionName = keyof typeof SECTIONS;
export const SECTION_NAMES = [
  "me",
  "claimed",
  "reviewers",
  "author",
  "system",
  "snoozed",
  "decided",
] as const satisfies readonly SectionName[];

/** The sections of what a query asks for, each with how many tasks it has, the first of them, and the query by which one goes on. */
export async function queueSections(db: Database, policy: Policy, actor: PersonActor, asked: Query, size: number) {
  const sections = [];
  for (const name of SECTION_NAMES) {
    const query = within(asked, parseQuery(SECTIONS[name]));
    const { matching } = await countTasks(db, policy, actor, query);
    const page = matching === 0 ? { tasks: [] } : await listTasks(db, policy, actor, query, { size });
    sections.push({ name, query: formatQuery(query), count: matching, ...page });
  }
  return sections;
}

/** What somebody typed comes first, so that the order is the one asked for where there is one. */
function within({ terms, sort }: Query, section: Query): Query {
  const order = sort ?? section.sort;
  return { terms: [...terms, ...section.terms], ...(order === undefined ? {} : { sort: order }) };
}
