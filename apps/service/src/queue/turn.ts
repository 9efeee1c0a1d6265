import { NEVER, readClock } from "./task-clock.ts";
import type { Pause } from "./task-clock.ts";

/** What a question's turns have to say: asking, replying and reopening leave it to the author, answering gives it back. */
export type TurnAct = "ask" | "answer" | "reply" | "resolve" | "reopen";
export type TimedTurn = { readonly act: TurnAct; readonly at: Date };

/** For how long the author owed an answer to one blocking question, by its turns in order. */
export function pausesOf(turns: readonly TimedTurn[]): readonly Pause[] {
  const pauses: Pause[] = [];
  let from: number | undefined;
  for (const { act, at } of turns) {
    if (act === "answer" || act === "resolve") {
      if (from !== undefined) pauses.push({ from, to: at.getTime() });
      from = undefined;
    } else from ??= at.getTime();
  }
  return from === undefined ? pauses : [...pauses, { from }];
}

/** What of a task decides whose turn it is. */
export type TurnFacts = {
  readonly state: string;
  readonly outdated: boolean;
  readonly opened: Date;
  readonly decided: Date | null;
  readonly within: number | null;
};

/** The columns of a task that its conversation changes. */
export type TurnColumns = {
  readonly due: Date;
  readonly paused: Date | null;
  readonly turn: "reviewer" | "author" | "system" | "nobody";
  readonly turn_why: "queue.decide" | "queue.answered" | "queue.answer" | "queue.capture" | "queue.done";
  readonly turn_since: Date;
};

/** Whose turn it is in a task, why, since when, and what its clock says. */
export function turnOf(task: TurnFacts, pauses: readonly Pause[]): TurnColumns {
  const { state, outdated, opened, decided, within } = task;
  if (state !== "open")
    return { due: NEVER, paused: null, turn: "nobody", turn_why: "queue.done", turn_since: decided ?? opened };
  const { due, paused } = readClock(opened.getTime(), within ?? undefined, pauses);
  if (paused !== undefined) {
    const since = new Date(paused);
    return { due: NEVER, paused: since, turn: "author", turn_why: "queue.answer", turn_since: since };
  }
  const clock = { due: due === undefined ? NEVER : new Date(due), paused: null };
  if (outdated) return { ...clock, turn: "system", turn_why: "queue.capture", turn_since: opened };
  const answered = Math.max(0, ...pauses.map(({ to = 0 }) => to));
  if (answered > opened.getTime())
    return { ...clock, turn: "reviewer", turn_why: "queue.answered", turn_since: new Date(answered) };
  return { ...clock, turn: "reviewer", turn_why: "queue.decide", turn_since: opened };
}
