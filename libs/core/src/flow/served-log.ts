import { CountersignError } from "../error.ts";
import type { Root } from "../policy/root.ts";
import { bundleItems } from "./bundled-log.ts";
import type { LogSource } from "./watch-log.ts";

/** A server of a log: its newest checkpoint, and the lines of a bundle from a leaf on. */
export type ServedLog = {
  readonly checkpoint: () => Promise<Uint8Array | undefined>;
  readonly bundle: (from: number) => AsyncIterable<Uint8Array>;
};

/** A log server as a source: `log.empty` where it has published nothing, and what is wrong with the bundles that it makes. */
export function servedLog(root: Root, server: ServedLog): LogSource {
  return {
    async checkpoint() {
      const note = await server.checkpoint();
      if (note === undefined) throw new CountersignError("log.empty", "the server has published no checkpoint");
      return note;
    },
    async *lines(from, size) {
      if (from >= size) return;
      for await (const item of bundleItems(root, server.bundle(from), from)) {
        if (item.kind !== "leaf" || item.index < from || item.index >= size) continue;
        yield item.leaf;
        // What the server has logged since belongs to the next checkpoint.
        if (item.index === size - 1) return;
      }
    },
  };
}
