import { z } from "zod";
import type { readChange } from "../../queue/read-change.ts";
import { questionAnswer, questionJson } from "./question-routes.ts";

type Read = NonNullable<Awaited<ReturnType<typeof readChange>>>;

const time = z.iso.datetime();

const task = z.strictObject({
  role: z.string(),
  state: z.string(),
  said: z.string().nullable(),
  people: z.array(z.string()).describe("Who may still decide"),
  requirements: z.array(z.string()),
  outdated: z.boolean().describe("The policy is another one: nobody may decide before it is captured again"),
  opened: time,
  decided: time.nullable(),
  turn: z.strictObject({ whose: z.string(), why: z.string(), since: time }),
  claim: z.strictObject({ person: z.string(), until: time }).nullable(),
  claims: z.array(
    z.strictObject({
      at: time,
      act: z.string(),
      person: z.string(),
      other: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  snoozedUntil: time.nullable(),
});

/** All that the queue has about a change, as it is answered. */
export const workAnswer = z.strictObject({
  change: z.string(),
  leaf: z.int(),
  risk: z.int().min(0).max(4),
  state: z.string(),
  title: z.string().describe("The author's words"),
  effect: z.string().describe("What the findings say"),
  classes: z.array(z.string()),
  authors: z.array(z.string()),
  captured: time,
  replacedBy: z.string().nullable(),
  rejectedLeaf: z.int().nullable(),
  landedLeaf: z.int().nullable(),
  moves: z.array(z.strictObject({ leaf: z.int(), change: z.string() })),
  decisions: z.array(
    z.strictObject({
      leaf: z.int(),
      id: z.string(),
      change: z.string(),
      role: z.string(),
      person: z.string(),
      organisation: z.string(),
      decision: z.string(),
    }),
  ),
  tasks: z.array(task),
  questions: z.array(questionAnswer),
});

/** What `readChange` found in that form. */
export function workJson(found: Read): z.infer<typeof workAnswer> {
  return {
    change: found.id,
    leaf: found.leaf,
    risk: found.risk,
    state: found.state,
    title: found.title,
    effect: found.effect,
    classes: found.classes,
    authors: found.authors,
    captured: found.captured.toISOString(),
    replacedBy: found.replaced_by,
    rejectedLeaf: found.rejected_leaf,
    landedLeaf: found.landed_leaf,
    moves: found.moves.map(({ leaf, change }) => ({ leaf, change })),
    decisions: found.decisions.map(({ leaf, id, change, role, person, organisation, decision }) => {
      return { leaf, id, change, role, person, organisation, decision };
    }),
    tasks: found.tasks.map(taskJson),
    questions: found.questions.map(questionJson),
  };
}

function taskJson(one: Read["tasks"][number]): z.infer<typeof task> {
  const { role, state, said, people, requirements, outdated, claim } = one;
  return {
    role,
    state,
    said,
    people,
    requirements,
    outdated,
    opened: one.opened.toISOString(),
    decided: one.decided?.toISOString() ?? null,
    turn: { whose: one.turn, why: one.turn_why, since: one.turn_since.toISOString() },
    claim: claim === undefined ? null : { person: claim.person, until: claim.until.toISOString() },
    claims: one.claims.map(({ at, ...rest }) => ({ at: at.toISOString(), ...rest })),
    snoozedUntil: one.snoozed?.toISOString() ?? null,
  };
}
