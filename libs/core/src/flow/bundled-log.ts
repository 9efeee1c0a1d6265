import { bundleReader, checkBundleHeader } from "../log/bundle.ts";
import type { BundleItem } from "../log/bundle.ts";
import { CountersignError } from "../error.ts";
import type { Root } from "../policy/root.ts";
import type { LogSource } from "./watch-log.ts";

/** A file that is read line by line; `version` is another one whenever its content may be. */
export type BundleFile = {
  readonly version: () => Promise<string>;
  readonly lines: () => AsyncIterable<Uint8Array>;
};

/** A bundle as a source of the log that it holds from the first leaf on; whoever follows it has a newer one put in its place. */
export function bundledLog(root: Root, file: BundleFile): LogSource {
  let last: { readonly version: string; readonly note: Uint8Array } | undefined;
  return {
    async checkpoint() {
      const version = await file.version();
      if (last?.version === version) return last.note;
      for await (const item of bundleItems(root, file.lines(), 0)) {
        if (item.kind !== "checkpoint") continue;
        const note = new TextEncoder().encode(item.checkpoint);
        last = { version, note };
        return note;
      }
      throw new CountersignError("bundle.truncated", "the bundle ends before its checkpoint");
    },
    async *lines(from, size) {
      for await (const item of bundleItems(root, file.lines(), 0)) {
        if (item.kind !== "leaf" || item.index < from) continue;
        if (item.index >= size) return;
        yield item.leaf;
      }
    },
  };
}

/** What the lines of a bundle say that begins at leaf `known` or before; `log.origin` and `bundle.from` for another one. */
export async function* bundleItems(
  { log: { origin } }: Root,
  lines: AsyncIterable<Uint8Array>,
  known: number,
): AsyncGenerator<BundleItem> {
  const bundle = bundleReader();
  for await (const line of lines) {
    const item = bundle.line(line);
    if (item.kind === "header") checkBundleHeader(item.header, { origin, known });
    yield item;
  }
  bundle.end();
}
