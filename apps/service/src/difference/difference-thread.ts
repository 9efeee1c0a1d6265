import { parentPort } from "node:worker_threads";
import { CountersignError } from "@countersign/core";
import type { AskedDifference, DifferencePart } from "./asked.ts";
import { differenceReader } from "./read-difference.ts";

/** A question with its number. */
export type Question = { readonly id: number; readonly asked: AskedDifference };

/** The answer to the question with that number, or the code why there is none. */
export type Reply = { readonly id: number } & (DifferencePart | { readonly code: string; readonly detail: string });

const reader = differenceReader(() => performance.now());
let before: Promise<void> = Promise.resolve();

parentPort?.on("message", (question: Question) => {
  before = before.then(() => reply(question));
});

async function reply({ id, asked }: Question): Promise<void> {
  parentPort?.postMessage(await answered(id, asked), []);
}

async function answered(id: number, asked: AskedDifference): Promise<Reply> {
  try {
    return { id, ...(await reader(asked)) };
  } catch (error) {
    if (error instanceof CountersignError) return { id, code: error.code, detail: error.detail };
    throw error;
  }
}
