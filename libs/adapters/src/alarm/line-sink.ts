import { eventJson } from "@countersign/core";
import type { AlarmSink } from "@countersign/core";

/** Tells each event as one line of JSON (`eventJson`). */
export function lineSink(write: (line: string) => Promise<void> | void): AlarmSink {
  return {
    name: "lines",
    async tell(event) {
      await write(`${JSON.stringify(eventJson(event))}\n`);
    },
  };
}
