import { CountersignError, organisationById } from "@countersign/core";
import type { Policy } from "@countersign/core";
import type { Selectable } from "kysely";
import { inTransaction } from "../store/database.ts";
import type { Queries } from "../store/database.ts";
import { hasRole, requirePerson, requireRole } from "./actor.ts";
import type { PersonActor } from "./actor.ts";
import { conversationKey, pausesFor } from "./blocking.ts";
import { addEvents } from "./event.ts";
import type { EventKind } from "./event.ts";
import { holdOpenTask } from "./task.ts";
import type { TaskName } from "./task.ts";
import type { QuestionTable } from "./table.ts";
import { turnOf } from "./turn.ts";
import type { TurnAct } from "./turn.ts";
import { writtenText } from "./written-text.ts";

/** A `blocking` question stops the clock while the author owes the answer, and every decision in one go with others. */
export type QuestionKind = "question" | "concern" | "blocking";

type Question = Selectable<QuestionTable>;

/** What may be said when it is whose turn, and whose turn it is then. */
const ACTS: Readonly<
  Record<Exclude<TurnAct, "ask">, { readonly when: readonly string[]; readonly next: string; readonly kind: EventKind }>
> = {
  answer: { when: ["author"], next: "reviewer", kind: "question.answered" },
  reply: { when: ["reviewer"], next: "author", kind: "question.replied" },
  resolve: { when: ["author", "reviewer"], next: "nobody", kind: "question.resolved" },
  reopen: { when: ["nobody"], next: "author", kind: "question.reopened" },
};

/** Asks the author something in the name of a role; answers the question's id. */
export async function ask(
  db: Queries,
  policy: Policy,
  actor: PersonActor,
  { change, role, kind, text }: TaskName & { readonly kind: QuestionKind; readonly text: string },
): Promise<string> {
  requireRole(policy, actor, role);
  const said = writtenText(text, "queue.text");
  return inTransaction(db, async (one) => {
    await holdOpenTask(one, { change, role });
    const { proposal_key } = await changeOf(one, change);
    const { person: opener, organisation } = actor;
    const question = await one
      .insertInto("question")
      .values({ proposal_key, change, role, organisation, opener, kind, turn: "author" })
      .returningAll()
      .executeTakeFirstOrThrow();
    await addTurn(one, question, actor, "ask", "question.asked", said);
    return question.id;
  });
}

/** Answers a question as its author: somebody with a part in the content, or of the operator; else `queue.not-author`. */
export async function answer(db: Queries, policy: Policy, actor: PersonActor, id: string, text: string): Promise<void> {
  return say(db, policy, actor, id, { act: "answer", text: writtenText(text, "queue.text") });
}

/** Asks on, as the opener; codes of `resolve`. */
export async function reply(db: Queries, policy: Policy, actor: PersonActor, id: string, text: string): Promise<void> {
  return say(db, policy, actor, id, { act: "reply", text: writtenText(text, "queue.text") });
}

/**
 * Ends a question, as whoever opened it, with a last word or none; once that person has the role no longer, anybody who has it. Else `queue.not-opener`. An
 * author never resolves; `queue.question-state` where it is resolved.
 */
export async function resolve(db: Queries, policy: Policy, actor: PersonActor, id: string, text = ""): Promise<void> {
  return say(db, policy, actor, id, { act: "resolve", text: text === "" ? "" : writtenText(text, "queue.text") });
}

/** Takes back that a question was resolved; codes of `resolve`. */
export async function reopen(db: Queries, policy: Policy, actor: PersonActor, id: string, text: string): Promise<void> {
  return say(db, policy, actor, id, { act: "reopen", text: writtenText(text, "queue.text") });
}

/** The questions about a proposal, whichever revision they were asked about, each with what was said, in order. */
export async function questionsAbout(db: Queries, change: string) {
  const { proposal_key } = await changeOf(db, change);
  const questions = await db
    .selectFrom("question")
    .select(["id", "change", "role", "organisation", "opener", "kind", "opened", "turn", "turn_since"])
    .where("proposal_key", "=", proposal_key)
    .orderBy("id")
    .execute();
  if (questions.length === 0) return [];
  const ids = questions.map(({ id }) => id);
  const turns = await db
    .selectFrom("question_turn")
    .selectAll()
    .where("question", "in", ids)
    .orderBy("question")
    .orderBy("number")
    .execute();
  return questions.map((question) => ({
    ...question,
    outdated: question.change !== change,
    turns: turns
      .filter((turn) => turn.question === question.id)
      .map(({ act, person, organisation, at, text }) => ({ act, person, organisation, at, text })),
  }));
}

type Said = { readonly act: Exclude<TurnAct, "ask">; readonly text: string };

async function say(db: Queries, policy: Policy, actor: PersonActor, id: string, { act, text }: Said): Promise<void> {
  requirePerson(policy, actor);
  return inTransaction(db, async (one) => {
    const known = /^[1-9]\d{0,17}$/.test(id)
      ? one.selectFrom("question").selectAll().where("id", "=", id).forUpdate().executeTakeFirst()
      : undefined;
    const question = await known;
    if (question === undefined) throw new CountersignError("queue.unknown", "there is no such question");
    if (act === "answer") await requireAuthor(one, policy, actor, question);
    else requireOpener(policy, actor, question);
    const { when, next, kind } = ACTS[act];
    if (!when.includes(question.turn))
      throw new CountersignError("queue.question-state", `it is the turn of ${question.turn}: nobody can ${act} now`);
    const turn_since = await now(one);
    await one.updateTable("question").set({ turn: next, turn_since }).where("id", "=", id).execute();
    await addTurn(one, question, actor, act, kind, text);
  });
}

async function requireAuthor(
  db: Queries,
  policy: Policy,
  { person, organisation }: PersonActor,
  { change, role }: Question,
): Promise<void> {
  const { authors } = await changeOf(db, change);
  const operator = organisationById(policy, organisation)?.kind === "operator";
  // Whoever asks for the role never answers for the author, even with a part in the content.
  if ((operator || authors.includes(person)) && !hasRole(policy, person, role)) return;
  throw new CountersignError("queue.not-author", `${person} has no part in the content and is not of the operator`);
}

function requireOpener(policy: Policy, actor: PersonActor, { role, opener, organisation }: Question): void {
  const own = actor.organisation === organisation && hasRole(policy, actor.person, role);
  if (own && (actor.person === opener || !hasRole(policy, opener, role))) return;
  throw new CountersignError("queue.not-opener", `${opener} of ${organisation} asked it`);
}

async function changeOf(db: Queries, id: string) {
  const row = await db.selectFrom("change").select(["proposal_key", "authors"]).where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw new CountersignError("queue.unknown", "there is no such change");
  return row;
}

async function now(db: Queries): Promise<Date> {
  const { at } = await db.selectNoFrom(({ fn }) => fn<Date>("now", []).as("at")).executeTakeFirstOrThrow();
  return at;
}

/** Keeps what was said, sets the clocks of the tasks that it is about, and lets it be known. */
async function addTurn(
  db: Queries,
  question: Question,
  actor: PersonActor,
  act: TurnAct,
  kind: EventKind,
  text: string,
): Promise<void> {
  const { id, role, change, proposal_key } = question;
  const { count } = await db
    .selectFrom("question_turn")
    .select(({ fn }) => fn.countAll<string>().as("count"))
    .where("question", "=", id)
    .executeTakeFirstOrThrow();
  const number = Number(count) + 1;
  const { person, organisation } = actor;
  await db.insertInto("question_turn").values({ question: id, number, act, person, organisation, text }).execute();
  if (question.kind === "blocking") await setClocks(db, proposal_key, role);
  await addEvents(db, [
    { key: `question:${id}:${number}`, kind, change, role, person, data: { question: id, kind: question.kind } },
  ]);
}

async function setClocks(db: Queries, proposal: string, role: string): Promise<void> {
  const pauses = (await pausesFor(db, [proposal])).get(conversationKey(proposal, role)) ?? [];
  const tasks = await db
    .selectFrom("task")
    .innerJoin("change", "change.id", "task.change")
    .selectAll("task")
    .where("change.proposal_key", "=", proposal)
    .where("task.role", "=", role)
    .execute();
  for (const task of tasks)
    await db
      .updateTable("task")
      .set(turnOf(task, pauses))
      .where("change", "=", task.change)
      .where("role", "=", role)
      .execute();
}
