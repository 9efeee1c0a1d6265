import { Worker } from "node:worker_threads";
import { CountersignError } from "@countersign/core";
import type { AskedDifference, DifferencePart } from "./asked.ts";
import type { Question, Reply } from "./difference-thread.ts";

/** Differences of changes as rows, made on a thread of their own: reading a large patch takes longer than others should wait. */
export type Differences = AsyncDisposable & {
  /**
   * One part of one difference for somebody; `limit.busy` while too many wait, or too many of theirs; `limit.difference` for one that took too
   * long or too much, and the codes of git and of `@countersign/rows`.
   */
  readonly ask: (asked: AskedDifference, who: string) => Promise<DifferencePart>;
};

/** Questions that wait, of all and of one. */
const MOST_WAITING = { all: 64, each: 8 };
/** Mebibytes of the thread's heap; milliseconds for which what ended it is not tried again. */
const HEAP = 1_024;
const REFUSED = 600_000;
/** Milliseconds for one answer, from its turn on. */
const PATIENCE = 30_000;

type Waiting = PromiseWithResolvers<DifferencePart> & { readonly question: Question; readonly who: string };

/** Begins the thread with the first question. A thread that ended, or that was ended because it took too long, is begun again. */
export function openDifferences(patience = PATIENCE): Differences {
  const waiting = new Map<number, Waiting>();
  const refused = new Map<string, number>();
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
    const first = waiting.get(id);
    if (first !== undefined) refused.set(nameOf(first.question.asked), performance.now() + REFUSED);
    first?.reject(error);
    waiting.delete(id);
    for (const [other, { question, reject }] of waiting)
      if (refused.has(nameOf(question.asked)) && waiting.delete(other)) reject(error);
    for (const { question } of waiting.values()) post(question);
    next();
  };
  const post = (question: Question) => {
    thread ??= begun(answer, () => {
      const [first] = waiting.keys();
      if (first !== undefined) end(first, tooLong());
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
    async ask(question, who) {
      const own = [...waiting.values()].filter((one) => one.who === who).length;
      if (waiting.size >= MOST_WAITING.all || own >= MOST_WAITING.each)
        throw new CountersignError("limit.busy", `${waiting.size} requests wait, ${own} of yours`);
      for (const [name, until] of refused) if (until <= performance.now()) refused.delete(name);
      if (refused.has(nameOf(question))) throw tooLong();
      const id = ++asked;
      const one = { question: { id, asked: question }, who, ...Promise.withResolvers<DifferencePart>() };
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
  const thread = new Worker(new URL("difference-thread.ts", import.meta.url), {
    stdin: false,
    resourceLimits: { maxOldGenerationSizeMb: HEAP },
  });
  return thread.on("message", answer).on("error", ended).on("exit", ended);
}

/** The difference, whichever part of it is asked for. */
function nameOf({ trees }: AskedDifference): string {
  return JSON.stringify(trees);
}

function tooLong(): CountersignError {
  return new CountersignError("limit.difference", "this difference takes too long, or too much, to be shown here");
}
