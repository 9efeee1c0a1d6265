import { CountersignError, inTurn } from "@countersign/core";
import { requireSameQuestion, standing } from "./gate-answers.ts";
import type { GateAnswer, GateAnswers } from "./gate-answers.ts";
import { questionDigest } from "./gate-question.ts";
import type { GateQuestion, GateReceipt } from "./gate-question.ts";

/** The gate function behind HTTP. It is asked one question at a time. */
export type Gate = {
  /** Judges, and signs what it answers. */
  readonly evaluate: (question: GateQuestion) => Promise<GateAnswer>;
  /** Signs and logs what was done with a verdict of this gate; `answer` is the one that is kept of the request. */
  readonly receive: (receipt: GateReceipt, answer: GateAnswer) => Promise<GateAnswer>;
};

/** A gate with what it answered before. A request id is its caller's. */
export type GateWork = {
  /** Answers a question, or gives the answer that stands; `usage.request-reused`, `limit.busy`. */
  readonly ask: (caller: string, question: GateQuestion) => Promise<GateAnswer>;
  /** The newest answer to a request; `usage.request-unknown`. */
  readonly look: (caller: string, requestId: string) => Promise<GateAnswer>;
  /** Logs what was done with the answer to a request; `usage.request-unknown`, `limit.busy`. */
  readonly receive: (caller: string, receipt: GateReceipt) => Promise<GateAnswer>;
};

/** Seconds for which an answer is kept, and between two times that old ones are forgotten. */
const KEPT = 90 * 86_400;
const FORGET_EVERY = 86_400;

/** Questions that wait; more are told to come back. */
const MOST_WAITING = 256;

/** Statuses of answers by the exit that the same answer of the command has: only 200 with an allow and its verdict allows. */
const STATUS_OF_EXIT: Readonly<Record<number, number>> = { 0: 200, 2: 400, 3: 202, 4: 200, 5: 503, 6: 422, 7: 200 };

/** Has a gate answer, one question after another. An answer is kept before anybody hears it. */
export function gateWork({
  gate,
  answers,
  now,
}: {
  readonly gate: Gate;
  readonly answers: GateAnswers;
  readonly now: () => Date;
}): GateWork {
  const turns = inTurn();
  const run = async <T>(task: () => Promise<T>): Promise<T> => {
    if (turns.waiting() >= MOST_WAITING) throw new CountersignError("limit.busy", `${MOST_WAITING} requests wait`);
    return turns.run(task);
  };
  let forgot = 0;
  const forget = async () => {
    if (now().getTime() - forgot < FORGET_EVERY * 1000) return;
    forgot = now().getTime();
    await answers.forget(KEPT, now());
  };
  const look = async (caller: string, requestId: string): Promise<GateAnswer> => {
    const answer = await answers.get({ caller, requestId });
    if (answer === undefined) throw new CountersignError("usage.request-unknown", "nothing was asked under this id");
    return answer;
  };
  const evaluate = async (caller: string, question: GateQuestion): Promise<GateAnswer> => {
    const name = { caller, requestId: question.requestId };
    const digest = questionDigest(question);
    const kept = await answers.get(name);
    requireSameQuestion(kept, digest);
    const answer = standing(kept, await gate.evaluate(question), now());
    if (answer !== kept) await answers.put(name, { ...answer, question: digest });
    await forget();
    return answer;
  };
  return {
    ask: (caller, question) => run(() => evaluate(caller, question)),
    look,
    async receive(caller, receipt) {
      const answer = await look(caller, receipt.requestId);
      return run(() => gate.receive(receipt, answer));
    },
  };
}

/** The status of an answer, and headers that say where to look again, and when. */
export function gateReply(
  { exit }: GateAnswer,
  requestId: string,
): { readonly status: number; readonly headers: Readonly<Record<string, string>> } {
  const status = STATUS_OF_EXIT[exit] ?? 500;
  const again = { "retry-after": "10" };
  if (status === 503) return { status, headers: again };
  if (status !== 202) return { status, headers: {} };
  return { status, headers: { location: `/v1/gate/requests/${encodeURIComponent(requestId)}`, ...again } };
}
