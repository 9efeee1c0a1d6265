import { z } from "zod";
import { requirePerson } from "../../access/actor.ts";
import { answer, ask, questionsAbout, reopen, reply, resolve } from "../../queue/question.ts";
import type { ApiParts } from "../api-parts.ts";
import { PAGE, pageOf } from "../cursor.ts";
import { NOTHING, route } from "../route.ts";
import type { Route } from "../route.ts";

const PEOPLE = { people: "all" } as const;
const text = z.string().min(1).max(20_000);
const time = z.iso.datetime();
const change = z.strictObject({ change: z.string().regex(/^[0-9a-f]{64}$/) });
const question = z.strictObject({ question: z.string().regex(/^[1-9]\d{0,17}$/) });
const done = z.strictObject({ done: z.literal(true) });

/** A question with all that was said. */
export const questionAnswer = z.strictObject({
  id: z.string(),
  change: z.string(),
  outdated: z.boolean().describe("Asked about an earlier revision"),
  role: z.string(),
  opener: z.strictObject({ person: z.string(), organisation: z.string() }),
  kind: z.enum(["question", "concern", "blocking"]),
  turn: z.string().describe("Whose turn it is: author, reviewer, nobody once it is resolved"),
  since: time,
  said: z.array(
    z.strictObject({ act: z.string(), person: z.string(), organisation: z.string(), at: time, text: z.string() }),
  ),
});

/** What people ask each other about a proposal. An open blocking question stops the clock of its role, and decides nothing. */
export function questionRoutes(parts: ApiParts): readonly Route[] {
  return [
    listRoute(parts),
    askRoute(),
    ...(["answer", "reply", "resolve", "reopen"] as const).map((act) => sayRoute(act)),
  ];
}

function listRoute({ db }: ApiParts): Route {
  return route({
    ...NOTHING,
    method: "GET",
    path: "/v1/changes/{change}/questions",
    summary: "The questions about a proposal, whichever revision they were asked about",
    access: PEOPLE,
    params: change,
    query: PAGE,
    status: 200,
    answer: z.strictObject({ items: z.array(questionAnswer), next: z.string().nullable() }),
    codes: ["queue.unknown", "web.cursor"],
    async run({ params, query, actor }) {
      requirePerson(actor);
      const { items, next } = pageOf(await questionsAbout(db, params.change), query, ({ id }) => Number(id), "rising");
      return { json: { items: items.map(questionJson), next } };
    },
  });
}

function askRoute(): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: "/v1/changes/{change}/questions",
    summary: "Ask the author something in the name of a role",
    access: PEOPLE,
    params: change,
    body: z.strictObject({ role: z.string().min(1).max(512), kind: z.enum(["question", "concern", "blocking"]), text }),
    status: 201,
    answer: z.strictObject({ question: z.string() }),
    codes: ["queue.unknown", "queue.closed", "queue.role", "queue.text"],
    once: "in-transaction",
    async run({ params, body, actor, contents, db }) {
      const asked = { ...params, ...body };
      return { json: { question: await ask(db, contents.policy.policy, requirePerson(actor), asked) } };
    },
  });
}

const SUMMARIES = {
  answer: "Answer a question as its author",
  reply: "Ask on, as whoever opened it",
  resolve: "End a question, as whoever opened it, with a last word or none",
  reopen: "Take back that a question was resolved",
} as const;

function sayRoute(act: keyof typeof SUMMARIES): Route {
  return route({
    ...NOTHING,
    method: "POST",
    path: `/v1/questions/{question}/${act}`,
    summary: SUMMARIES[act],
    access: PEOPLE,
    params: question,
    body: act === "resolve" ? z.strictObject({ text: text.optional() }) : z.strictObject({ text }),
    status: 200,
    answer: done,
    codes: [
      "queue.unknown",
      "queue.text",
      "queue.question-state",
      act === "answer" ? "queue.not-author" : "queue.not-opener",
    ],
    once: "in-transaction",
    async run({ params, body, actor, contents, db }) {
      const { policy } = contents.policy;
      const person = requirePerson(actor);
      await { answer, reply, resolve, reopen }[act](db, policy, person, params.question, body.text ?? "");
      return { json: { done: true } };
    },
  });
}

type Question = Awaited<ReturnType<typeof questionsAbout>>[number];

/** A question of the queue in that form. */
export function questionJson({
  id,
  change: about,
  outdated,
  role,
  opener,
  organisation,
  kind,
  turn,
  turn_since,
  turns,
}: Question) {
  return {
    id,
    change: about,
    outdated,
    role,
    opener: { person: opener, organisation },
    kind: z.enum(["question", "concern", "blocking"]).parse(kind),
    turn,
    since: turn_since.toISOString(),
    said: turns.map(({ at, ...said }) => ({ ...said, at: at.toISOString() })),
  };
}
