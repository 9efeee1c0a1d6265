import { sql } from "kysely";
import type { RawBuilder } from "kysely";
import type { Query, Term } from "./query.ts";
import { pathPart } from "./path-part.ts";
import { pathRegex } from "./path-regex.ts";

/** Who asks, by the policy in force; for whom `me` stands. `operator`: of the organisation that is asked for the author. */
export type Asker = { readonly person: string; readonly roles: readonly string[]; readonly operator: boolean };

/** A condition on rows of `task`, joined with `change`, `claim` (live ones) and `snooze` (the asker's, not over). */
export type Condition = RawBuilder<boolean>;

/**
 * The conditions of a query, each with its values as parameters. Without a word about the state, what is open is meant; when something was
 * decided is a word about it.
 */
export function compileQuery({ terms }: Query, asker: Asker): readonly Condition[] {
  const stated = terms.some(({ field }) => field === "state" || field === "decided");
  return [...(stated ? [] : [sql<boolean>`task.state = 'open'`]), ...terms.map((term) => compileTerm(term, asker))];
}

function compileTerm(term: Term, asker: Asker): Condition {
  const condition = positive(term, asker);
  return term.negated ? sql<boolean>`not (${condition})` : sql<boolean>`(${condition})`;
}

function positive(term: Term, asker: Asker): Condition {
  switch (term.field) {
    case "role":
      return sql`task.role = ${term.value}`;
    case "class":
      return sql`exists (select from unnest(change.classes) one where one = ${term.value} or starts_with(one, ${`${term.value}.`}))`;
    case "path":
      return pathCondition(term.value);
    case "author":
      return sql`${term.value.toLowerCase()} = any(change.authors) or ${term.value} = any(change.authors)`;
    case "repository":
      return sql`change.repository = ${term.value}`;
    case "proposal":
      return sql`change.proposal is not distinct from ${term.value}`;
    case "risk":
      return sql`task.urgency ${COMPARED[term.comparison]} ${4 - term.value}`;
    case "age":
      return sql`task.opened ${term.comparison === ">" ? sql`<` : sql`>`} now() - make_interval(secs => ${term.value})`;
    case "decided":
      return sql`(task.decided is not null and task.decided ${term.comparison === ">" ? sql`<` : sql`>`} now() - make_interval(secs => ${term.value}))`;
    case "turn":
      return sql`task.turn = ${term.value}`;
    case "state":
      return sql`task.state = ${term.value}`;
    case "needs":
      return needsMe(asker);
    case "is":
      return isCondition(term.value, asker);
    case "text":
      return contains(sql`change.search`, term.value.toLowerCase());
    default:
      return term satisfies never;
  }
}

function pathCondition(pattern: string): Condition {
  const matched = sql<boolean>`exists (select from unnest(change.paths) one where one ~ ${pathRegex(pattern)})`;
  const part = pathPart(pattern);
  return part === undefined ? matched : sql`${contains(sql`change.path_text`, part)} and ${matched}`;
}

/** That a text stands somewhere in a column, in the form of which the database estimates how many rows have it. */
function contains(column: RawBuilder<string>, text: string): Condition {
  return sql`${column} like ${`%${text.replaceAll(/[\\%_]/g, (unit) => `\\${unit}`)}%`}`;
}

/** Urgency grows as the risk falls. */
const COMPARED = { "<": sql`>`, "<=": sql`>=`, "=": sql`=`, ">=": sql`<=`, ">": sql`<` } as const;

/** What waits for somebody: a decision of theirs, or an answer where they are the author or speak for the author. */
export function needsMe({ person, roles, operator }: Asker): Condition {
  const decides = sql`task.turn = 'reviewer' and task.role = any(${[...roles]}) and ${person} = any(task.people)`;
  const answers = sql`task.turn = 'author' and (${operator} or ${person} = any(change.authors)) and not (task.role = any(${[...roles]}))`;
  return sql<boolean>`(task.state = 'open' and ((${decides}) or (${answers})))`;
}

function isCondition(value: Extract<Term, { readonly field: "is" }>["value"], { person }: Asker): Condition {
  switch (value) {
    case "claimed":
      return sql`claim.person is not null`;
    case "mine":
      return sql`claim.person is not distinct from ${person}`;
    case "theirs":
      return sql`(claim.person is not null and claim.person <> ${person})`;
    case "snoozed":
      return sql`snooze.person is not null`;
    case "paused":
      return sql`task.paused is not null`;
    case "overdue":
      return sql`(task.state = 'open' and task.due < now())`;
    case "outdated":
      return sql`task.outdated`;
    case "rejected":
      return sql`change.rejected_leaf is not null`;
    case "landed":
      return sql`change.landed_leaf is not null`;
    case "held":
      return sql`task.said is not distinct from 'hold'`;
    default:
      return value satisfies never;
  }
}
