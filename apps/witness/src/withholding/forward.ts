import type { LogClient } from "@countersign/adapters/log";
import type { Clock } from "@countersign/adapters/time";
import { codedError } from "../events.ts";
import type { HandedInRecords } from "./handed-in.ts";

/** What forwarding works with; `told` hears what the log said about a record: its leaf, or why it has none. */
export type ForwardParts = {
  readonly client: Pick<LogClient, "submit">;
  readonly handedIn: HandedInRecords;
  readonly clock: Clock;
  readonly told: (record: string, answer: { readonly leaf: number } | { readonly code: string }) => void;
};

/**
 * Hands records that wait on to the log, and says whether the log named the leaf of any. What it answers is believed by nobody: they
 * wait until the mirror has them.
 */
export type Forwarding = { readonly run: () => Promise<boolean> };

/** Seconds until a record is handed on again, at first and at most. */
const PAUSE = { first: 5, most: 300 };

type Try = { readonly next: number; readonly pause: number };

/** Begins with everything that waits. */
export function forwarding({ client, handedIn, clock, told }: ForwardParts): Forwarding {
  const tries = new Map<string, Try>();
  let last: Promise<boolean> = Promise.resolve(false);
  const round = async () => {
    const waiting = new Set(handedIn.all().map(({ record }) => record));
    for (const record of tries.keys()) if (!waiting.has(record)) tries.delete(record);
    let placed = false;
    for (const record of waiting) {
      const { next, pause } = tries.get(record) ?? { next: 0, pause: PAUSE.first };
      if (next > clock.now()) continue;
      tries.set(record, { next: clock.now() + pause, pause: Math.min(2 * pause, PAUSE.most) });
      const envelope = await handedIn.envelopeOf(record);
      if (envelope === undefined) continue;
      const answer = await answerTo(client, envelope);
      placed ||= "leaf" in answer;
      told(record, answer);
    }
    return placed;
  };
  return {
    run() {
      last = last.then(round, round);
      return last;
    },
  };
}

async function answerTo(client: ForwardParts["client"], envelope: Parameters<LogClient["submit"]>[0]) {
  try {
    const answer = await client.submit(envelope);
    if ("refused" in answer) return { code: answer.refused.code };
    return "logged" in answer ? { leaf: answer.logged.index } : { code: "log.answer" };
  } catch (error) {
    const coded = codedError(error);
    if (coded === undefined) throw error;
    return { code: coded.code };
  }
}
