import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import { bundleReader, checkBundleHeader } from "../log/bundle.ts";
import type { BundleHeader, BundleItem } from "../log/bundle.ts";
import type { LogContents } from "../log/contents.ts";
import type { LogReader, ReadBefore, ReadLog } from "../log/log-reader.ts";
import type { Root } from "../policy/root.ts";
import { statementKey } from "../state/fact.ts";
import type { GateState } from "../state/gate-state.ts";
import { askedKeys } from "./asked-keys.ts";
import type { PageIndex } from "./page-index.ts";
import { leafOf, sound } from "./read-bundle.ts";
import { readerAhead } from "./reader-ahead.ts";

/** What a bundle added to what was known: the contents of its leaves, under the newest policy, and where the log stands now. */
export type FollowedBundle = Pick<ReadLog, "frontier" | "records"> & { readonly contents: LogContents };

/**
 * Reads a bundle that goes on from saved state, or from the first leaf where there is none, and believes it as little as
 * `readBundle` does. Leaves that the state has are passed over, so that a bundle may be given twice: what follows them has to
 * hash, with the frontier that was kept of the leaves read before, to the checkpoint's root, so nothing of another log passes.
 * Codes: those of `readBundle` and of `sound`; `bundle.from` (it begins after the state ends),
 * `log.rollback` (it, or the time that its witnesses vouch for, ends before what was seen already), `state.page`.
 */
export async function followBundle(
  crypto: Crypto,
  root: Root,
  state: GateState | undefined,
  index: PageIndex,
  lines: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<FollowedBundle> {
  const log = readerAhead(crypto, root, state === undefined ? undefined : before(crypto, state, index));
  let read: ReadLog | undefined;
  for await (const item of log.read(bundleItems(crypto, root, state, index, lines), leafOf))
    if (item.kind === "checkpoint") read = finish(log, item.checkpoint, state);
  if (read === undefined) throw new CountersignError("bundle.truncated", "the bundle ends before its checkpoint");
  return { contents: sound(read), frontier: read.frontier, records: read.records };
}

/** The items of a bundle, the pages of what a leaf asks about brought before it. */
async function* bundleItems(
  crypto: Crypto,
  root: Root,
  state: GateState | undefined,
  index: PageIndex,
  lines: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<BundleItem, void, undefined> {
  const bundle = bundleReader();
  const known = state?.frontier.size ?? 0;
  for await (const line of lines) {
    const item = bundle.line(line);
    if (item.kind === "header") checkContinues(item.header, root, state);
    if (item.kind === "leaf" && item.index < known) continue;
    if (item.kind === "leaf" && state !== undefined) await index.load(askedKeys(crypto, item.leaf));
    yield item;
  }
  bundle.end();
}

function checkContinues(header: BundleHeader, root: Root, state: GateState | undefined): void {
  const size = state?.frontier.size ?? 0;
  if (header.origin === root.log.origin && header.size < size)
    throw new CountersignError(
      "log.rollback",
      `the bundle is of ${header.size} leaves, and this gate has seen ${size} of them`,
    );
  checkBundleHeader(header, { origin: root.log.origin, known: size });
}

function finish(log: LogReader, checkpoint: string, state: GateState | undefined): ReadLog {
  const read = log.finish(new TextEncoder().encode(checkpoint));
  const { time } = read.contents;
  if (state?.time !== undefined && (time === undefined || time < state.time))
    throw new CountersignError(
      "log.rollback",
      `the witnesses vouch for ${spell(time)}, and this gate has seen a checkpoint of ${spell(state.time)}`,
    );
  return read;
}

function spell(time: number | undefined): string {
  return time === undefined ? "no time" : new Date(time * 1000).toISOString();
}

function before(crypto: Crypto, { frontier, policies }: GateState, index: PageIndex): ReadBefore {
  return {
    frontier,
    policies,
    record: (id) => index.facts(id).find((fact) => fact.kind === "record")?.leaf,
    statement: (uuid) => index.facts(statementKey(crypto, uuid)).some(({ kind }) => kind === "statement"),
    change: (id) => index.facts(id).findLast((fact) => fact.kind === "change")?.logged.record,
    review: (id) => index.facts(id).find((fact) => fact.kind === "review")?.logged,
  };
}
