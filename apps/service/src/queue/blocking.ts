import type { Queries } from "../store/database.ts";
import { pausesOf } from "./turn.ts";
import type { TimedTurn, TurnAct } from "./turn.ts";
import type { Pause } from "./task-clock.ts";

/** Names a conversation: what one role has with the author about a proposal, whatever revision it is at. */
export function conversationKey(proposal: string, role: string): string {
  return JSON.stringify([proposal, role]);
}

/** For how long the author owed answers to blocking questions, by `conversationKey`. */
export async function pausesFor(
  db: Queries,
  proposals: readonly string[],
): Promise<ReadonlyMap<string, readonly Pause[]>> {
  const rows = await db
    .selectFrom("question_turn")
    .innerJoin("question", "question.id", "question_turn.question")
    .where("question.kind", "=", "blocking")
    .where("question.proposal_key", "in", proposals.length === 0 ? [""] : [...proposals])
    .select(["question.id", "question.proposal_key", "question.role", "question_turn.act", "question_turn.at"])
    .orderBy("question_turn.question")
    .orderBy("question_turn.number")
    .execute();
  const pauses = new Map<string, readonly Pause[]>();
  for (const turns of Map.groupBy(rows, ({ id }) => id).values()) {
    const [first] = turns;
    if (first === undefined) continue;
    const key = conversationKey(first.proposal_key, first.role);
    pauses.set(key, [...(pauses.get(key) ?? []), ...pausesOf(turns.map(timed))]);
  }
  return pauses;
}

function timed({ act, at }: { readonly act: string; readonly at: Date }): TimedTurn {
  return { act: ACTS.find((one) => one === act) ?? "ask", at };
}

const ACTS: readonly TurnAct[] = ["ask", "answer", "reply", "resolve", "reopen"];
