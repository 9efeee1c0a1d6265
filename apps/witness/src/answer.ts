import type { CheckpointAnswer } from "@countersign/tlog";
import { codedError } from "./events.ts";

/** Why a checkpoint is not cosigned just now, though tlog-witness would: nothing of it is remembered, and the log may ask again. */
export type Unready = {
  readonly status: 422 | 503;
  readonly body: string;
  readonly refused: { readonly code: string; readonly detail: string };
};

/** What a witness answers to `add-checkpoint`. */
export type WitnessAnswer = CheckpointAnswer | Unready;

/** An answer with the code of a check: a second history is 422, whatever else is 503. */
export function unready(code: string, detail: string): Unready {
  return { status: code === "log.fork" ? 422 : 503, body: `${code}: ${detail}\n`, refused: { code, detail } };
}

/** The answer that an error with a code is; others are thrown on, they are faults of ours. */
export function unreadyBy(error: unknown): Unready {
  const coded = codedError(error);
  if (coded === undefined) throw error;
  return unready(coded.code, coded.detail);
}
