import { Worker } from "node:worker_threads";
import { CountersignError } from "@countersign/core";
import type { AskedDifference, DifferencePart } from "./asked.ts";
import type { Question, Reply } from "./difference-thread.ts";

/** Differences of changes as rows, made on a thread of their own: reading a large patch takes longer than others should wait. */
export type Differences = AsyncDisposable & {
  /**
   * One part of one difference; `limit.busy` while too many wait, `limit.difference` for one that took too long, and the codes of git and of
   * `@countersign/rows`.
   */
  readonly ask: (asked: AskedDifference) => Promise<DifferencePart>;
};

const MOST_WAITING = 64;
/** Milliseconds for one answer, from its turn on. */
const PATIENCE = 30_000;

type Waiting = PromiseWithResolvers<DifferencePart> & { readonly question: Question };

/** Begins the thread with the first question. A thread that ended, or that was ended because it took too long, is begun again. */
export function openDifferences(patience = PATIENCE): Differences {
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  let thread: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  const next = () => {
    clearTimeout(timer);
    const [first] = waiting.values();
    if (first === undefined) return void thread?.unref();
    timer = setTimeout(() => end(first.question.id, tooLong()), patience).unref();
  };
  /** Whoever was first is answered so; the others are asked of a new thread. */
  const end = (id: number, error: CountersignError) => {
    const ended = thread;
    thread = undefined;
    ended?.removeAllListeners();
    void ended?.terminate();
    waiting.get(id)?.reject(error);
    waiting.delete(id);
    for (const { question } of waiting.values()) post(question);
    next();
  };
  const post = (question: Question) => {
    thread ??= begun(answer, () => {
      const [first] = waiting.keys();
      if (first !== undefined) end(first, new CountersignError("internal.difference", "the thread has ended"));
      else thread = undefined;
    });
    thread.ref();
    thread.postMessage(question, []);
  };
  const answer = (reply: Reply) => {
    const found = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("code" in reply) found?.reject(new CountersignError(reply.code, reply.detail));
    else found?.resolve({ bytes: reply.bytes });
    next();
  };
  return {
    async ask(question) {
      if (waiting.size >= MOST_WAITING) throw new CountersignError("limit.busy", `${MOST_WAITING} requests wait`);
      const id = ++asked;
      const one = { question: { id, asked: question }, ...Promise.withResolvers<DifferencePart>() };
      waiting.set(id, one);
      post(one.question);
      if (waiting.size === 1) next();
      return one.promise;
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      for (const { reject } of waiting.values()) reject(new CountersignError("limit.busy", "the service ends"));
      waiting.clear();
      thread?.removeAllListeners();
      await thread?.terminate();
    },
  };
}

function begun(answer: (reply: Reply) => void, ended: () => void): Worker {
  const thread = new Worker(new URL("difference-thread.ts", import.meta.url), { stdin: false });
  return thread.on("message", answer).on("error", ended).on("exit", ended);
}

function tooLong(): CountersignError {
  return new CountersignError("limit.difference", "this difference takes too long to be shown here");
}
