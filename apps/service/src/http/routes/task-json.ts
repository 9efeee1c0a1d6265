import { z } from "zod";
import type { listTasks } from "../../queue/list-tasks.ts";

type Task = Awaited<ReturnType<typeof listTasks>>["tasks"][number];

const time = z.iso.datetime();

/** A task of the queue as it is answered: the change, whose turn it is and why, the clock, and who is at it. */
export const taskAnswer = z.strictObject({
  change: z.string(),
  role: z.string(),
  state: z.string(),
  said: z.string().nullable().describe("The word of the role's organisation that stands"),
  people: z.array(z.string()).describe("Who may still decide"),
  risk: z.int().min(0).max(4),
  title: z.string().describe("The author's words"),
  effect: z.string().describe("What the findings say"),
  classes: z.array(z.string()),
  repository: z.string(),
  ref: z.string(),
  proposal: z.string().nullable(),
  head: z.string(),
  leaf: z.int(),
  files: z.int().optional().describe("How many paths it changes"),
  looked: z
    .strictObject({ change: z.string(), at: time })
    .nullable()
    .optional()
    .describe("The revision that one looked at last, perhaps this one; null where one has not looked yet"),
  captured: time,
  opened: time,
  decided: time.nullable(),
  due: time.nullable().describe("Null while the clock stands still, and where nothing is promised"),
  paused: time.nullable(),
  turn: z.strictObject({ whose: z.string(), why: z.string(), since: time }),
  claim: z.strictObject({ person: z.string(), until: time }).nullable(),
  snoozedUntil: time.nullable(),
  replacedBy: z.string().nullable(),
  rejectedLeaf: z.int().nullable().describe("Where the same content was rejected, under whatever change"),
  moves: z
    .array(z.strictObject({ leaf: z.int(), change: z.string() }))
    .describe("Every revision of the proposal, in order"),
});

/** A row of the queue in that form. */
export function taskJson(task: Task): z.infer<typeof taskAnswer> {
  const clock = task.within === null || task.paused !== null ? null : textOf(task.due);
  return {
    change: task.change,
    role: task.role,
    state: task.state,
    said: task.said,
    people: task.people,
    risk: task.risk,
    title: task.title,
    effect: task.effect,
    classes: task.classes,
    repository: task.repository,
    ref: task.ref,
    proposal: task.proposal,
    head: task.head,
    leaf: task.leaf,
    files: task.files,
    looked: task.looked === null ? null : { change: task.looked.change, at: task.looked.at.toISOString() },
    captured: task.captured.toISOString(),
    opened: task.opened.toISOString(),
    decided: textOf(task.decided),
    due: clock,
    paused: textOf(task.paused),
    turn: { whose: task.turn, why: task.turn_why, since: task.turn_since.toISOString() },
    claim:
      task.claimant === null || task.claimed_until === null
        ? null
        : { person: task.claimant, until: task.claimed_until.toISOString() },
    snoozedUntil: textOf(task.snoozed_until),
    replacedBy: task.replaced_by,
    rejectedLeaf: task.rejected_leaf,
    moves: task.moves.map(({ leaf, change }) => ({ leaf, change })),
  };
}

function textOf(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
