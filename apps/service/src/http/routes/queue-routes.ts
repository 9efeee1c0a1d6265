import { z } from "zod";
import { requirePerson } from "../../access/actor.ts";
import { claimTask, handOver, releaseTask } from "../../queue/claim.ts";
import { countTasks, listTasks } from "../../queue/list-tasks.ts";
import { SECTION_NAMES, queueSections } from "../../queue/sections.ts";
import { parseQuery } from "../../queue/query/parse-query.ts";
import { snoozeTask } from "../../queue/snooze.ts";
import type { ApiParts } from "../api-parts.ts";
import { PAGE } from "../cursor.ts";
import { inTurns } from "../in-turns.ts";
import type { InTurns } from "../in-turns.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";
import { tagOf } from "../etag.ts";
import { taskAnswer, taskJson } from "./task-json.ts";

const PEOPLE = { people: "all" } as const;
const task = z.strictObject({ change: z.string().regex(/^[0-9a-f]{64}$/), role: z.string().min(1).max(512) });
const reason = z.string().min(1).max(2_000);
const claim = z.strictObject({ person: z.string(), since: z.iso.datetime(), until: z.iso.datetime() });
const done = z.strictObject({ done: z.literal(true) });
const TASK_CODES = ["queue.unknown", "queue.closed", "queue.role"];

/** Queries of one person that wait for each other: what a pattern costs depends on all paths that there are. */
const MOST_QUERIES = 20;

/** The queue: what waits for whom, in the order of a query, and who is at what. */
export function queueRoutes(parts: ApiParts): readonly Route[] {
  const turns = inTurns(MOST_QUERIES);
  return [
    listRoute(parts, turns),
    countRoute(parts, turns),
    sectionsRoute(parts, turns),
    claimRoute(),
    releaseRoute(),
    handOverRoute(),
    snoozeRoute(),
  ];
}

const QUERY = z.strictObject({
  q: z.string().max(2_000).default("").describe("Such as `needs:me risk:>=R3 touched:weights/** -is:snoozed sort:due`"),
  ...PAGE.shape,
});

function listRoute({ db }: ApiParts, turns: InTurns): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/queue",
    summary: "Tasks that match a query, in its order",
    access: PEOPLE,
    query: QUERY,
    status: 200,
    answer: z.strictObject({ items: z.array(taskAnswer), next: z.string().nullable() }),
    codes: ["queue.query", "web.cursor", "limit.busy"],
    async run({ query: { q, cursor, limit }, actor, contents }) {
      const page = {
        ...(cursor === undefined ? {} : { after: cursor }),
        ...(limit === undefined ? {} : { size: limit }),
      };
      const [person, query] = [requirePerson(actor), parseQuery(q)];
      const { tasks, next } = await turns(person.person, () =>
        listTasks(db, contents.policy.policy, person, query, page),
      );
      return { json: { items: tasks.map(taskJson), next: next ?? null } };
    },
  });
}

function countRoute({ db }: ApiParts, turns: InTurns): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/queue/counts",
    summary: "How many tasks match a query, and whose turn it is in them",
    access: PEOPLE,
    query: QUERY.pick({ q: true }),
    status: 200,
    answer: z.strictObject({
      matching: z.int(),
      needsMe: z.int(),
      claimedByOthers: z.int(),
      waitingOnAuthor: z.int(),
      waitingOnSystem: z.int(),
    }),
    codes: ["queue.query", "limit.busy"],
    async run({ query: { q }, actor, contents }) {
      const [person, query] = [requirePerson(actor), parseQuery(q)];
      return { json: await turns(person.person, () => countTasks(db, contents.policy.policy, person, query)) };
    },
  });
}

/** Tasks of a section that are shown unless more are asked for, and how many there are at most. */
const FIRST = 20;
const MOST = 50;
const SECTIONS = QUERY.omit({ cursor: true }).extend({
  limit: PAGE.shape.limit.refine((limit = FIRST) => limit <= MOST, `at most ${MOST}`),
});

const sections = z.strictObject({
  items: z.array(
    z.strictObject({
      name: z.enum(SECTION_NAMES),
      query: z.string().describe("By which GET /v1/queue goes on after `next`"),
      count: z.int(),
      items: z.array(taskAnswer),
      next: z.string().nullable(),
    }),
  ),
});

function sectionsRoute({ db }: ApiParts, turns: InTurns): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/queue/sections",
    summary:
      "The sections of what a query asks for, by whose turn it is: how many tasks each has, and the first of them",
    access: PEOPLE,
    query: SECTIONS,
    status: 200,
    answer: sections,
    codes: ["queue.query", "limit.busy"],
    async run({ query: { q, limit = FIRST }, actor, contents }) {
      const [person, query] = [requirePerson(actor), parseQuery(q)];
      const { policy } = contents.policy;
      const found = await turns(person.person, () => queueSections(db, policy, person, query, limit));
      const items = found.map(({ tasks, next, ...section }) => ({
        ...section,
        items: tasks.map(taskJson),
        next: next ?? null,
      }));
      return { json: { items }, etag: tagOf(items) };
    },
  });
}

function claimRoute(): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: "/v1/queue/{change}/{role}/claim",
    summary: "Say that one is at a task, for half an hour; where another is, that takes a reason",
    access: PEOPLE,
    params: task,
    body: z.strictObject({ reason: reason.optional() }),
    status: 200,
    answer: claim,
    codes: [...TASK_CODES, "queue.claimed"],
    once: "in-transaction",
    async run({ params, body, actor, contents, db }) {
      const person = requirePerson(actor);
      return { json: claimJson(await claimTask(db, contents.policy.policy, person, params, body.reason)) };
    },
  });
}

function releaseRoute(): Route {
  return route({
    ...NOTHING,
    method: "DELETE",
    path: "/v1/queue/{change}/{role}/claim",
    summary: "Say that one is at a task no longer",
    access: PEOPLE,
    params: task,
    status: 200,
    answer: done,
    codes: [...TASK_CODES, "queue.not-claimed"],
    once: "in-transaction",
    async run({ params, actor, contents, db }) {
      await releaseTask(db, contents.policy.policy, requirePerson(actor), params);
      return { json: { done: true } };
    },
  });
}

function handOverRoute(): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: "/v1/queue/{change}/{role}/hand-over",
    summary: "Hand a claim of one's own to another person of the role",
    access: PEOPLE,
    params: task,
    body: z.strictObject({ person: z.string().min(1).max(512), reason }),
    status: 200,
    answer: claim,
    codes: [...TASK_CODES, "queue.not-claimed", "queue.successor"],
    once: "in-transaction",
    async run({ params, body, actor, contents, db }) {
      return { json: claimJson(await handOver(db, contents.policy.policy, requirePerson(actor), params, body)) };
    },
  });
}

function snoozeRoute(): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: "/v1/queue/{change}/{role}/snooze",
    summary: "Put a task out of one's own sight until then; null puts it back. Its clock goes on",
    access: PEOPLE,
    params: task,
    body: z.strictObject({ until: z.iso.datetime().nullable() }),
    status: 200,
    answer: done,
    codes: [...TASK_CODES, "queue.snooze"],
    once: "in-transaction",
    async run({ params, body: { until }, actor, contents, db }) {
      const time = until === null ? undefined : new Date(until);
      await snoozeTask(db, contents.policy.policy, requirePerson(actor), params, time);
      return { json: { done: true } };
    },
  });
}

function claimJson({ person, since, until }: { readonly person: string; readonly since: Date; readonly until: Date }) {
  return { person, since: since.toISOString(), until: until.toISOString() };
}
