import type { Crypto } from "../crypto.ts";
import { expectedSignatures } from "../log/expected-signatures.ts";
import type { Ed25519Signature } from "../log/expected-signatures.ts";
import { logReader } from "../log/log-reader.ts";
import type { LogReader, ReadBefore } from "../log/log-reader.ts";
import { openLeaf } from "../log/open-leaf.ts";
import type { LeafLine, OpenedLeaf } from "../log/open-leaf.ts";
import { recallingCrypto } from "../log/recalling-crypto.ts";
import type { RecallingCrypto, Verified } from "../log/recalling-crypto.ts";
import type { Root } from "../policy/root.ts";
import { lookAhead } from "./look-ahead.ts";
import type { Underway } from "./look-ahead.ts";

/** A reader of a log with the same answers as `logReader`, for which other threads verify signatures before it comes to them. */
export type ReaderAhead = LogReader & {
  /**
   * Gives items on in their order, each when the leaf that it has, if any, has been read. Few of the next items and bytes
   * are held at a time.
   */
  readonly read: <T>(
    items: AsyncIterable<T>,
    leafOf: (item: T) => LeafLine | undefined,
  ) => AsyncGenerator<T, void, undefined>;
};

/** Enough that no thread waits for another; a file of which more is read shares its threads with the signatures. */
const LIMITS = { items: 256, bytes: 1 << 23 };

/** Begins to read a log as `logReader` does. Without `verifyEd25519Async` the reader verifies each signature when it comes to it. */
export function readerAhead(crypto: Crypto, root: Root, before?: ReadBefore): ReaderAhead {
  const recalling = recallingCrypto(crypto);
  const log = logReader(recalling.crypto, root, before);
  return { ...log, read: (items, leafOf) => read(recalling, log, underway(crypto, log, items, leafOf)) };
}

type Held<T> = { readonly item: T; readonly leaf: OpenedLeaf | undefined };

async function* read<T>(
  recalling: RecallingCrypto,
  log: LogReader,
  items: AsyncIterable<Underway<Held<T>, readonly Verified[]>>,
): AsyncGenerator<T, void, undefined> {
  try {
    for await (const { item, ready } of lookAhead(items, LIMITS)) {
      recalling.recall(ready);
      if (item.leaf !== undefined) log.addOpened(item.leaf);
      yield item.item;
    }
  } finally {
    recalling.recall([]);
  }
}

async function* underway<T>(
  crypto: Crypto,
  log: LogReader,
  items: AsyncIterable<T>,
  leafOf: (item: T) => LeafLine | undefined,
): AsyncGenerator<Underway<Held<T>, readonly Verified[]>, void, undefined> {
  for await (const item of items) {
    const line = leafOf(item);
    const leaf = line === undefined ? undefined : openLeaf(crypto, line);
    const bytes = (line?.leaf.length ?? 0) + (line?.evidence?.length ?? 0);
    yield { item: { item, leaf }, bytes, ready: verifyAhead(crypto, log, leaf) };
  }
}

const NOTHING: Promise<readonly Verified[]> = Promise.resolve([]);

function verifyAhead(crypto: Crypto, log: LogReader, leaf: OpenedLeaf | undefined): Promise<readonly Verified[]> {
  const verify = crypto.verifyEd25519Async;
  if (verify === undefined || leaf === undefined || "problem" in leaf) return NOTHING;
  const machines = log.policy()?.machines.map(({ key }) => key) ?? [];
  const expected = expectedSignatures(crypto, leaf.envelope, machines);
  return allOf(expected.map((candidates) => firstOf(verify, candidates)));
}

async function allOf(answers: readonly Promise<readonly Verified[]>[]): Promise<readonly Verified[]> {
  return (await Promise.all(answers)).flat();
}

/** Asks in the order of the reader, which stops at the first signature that verifies as well. */
async function firstOf(
  verify: NonNullable<Crypto["verifyEd25519Async"]>,
  candidates: readonly Ed25519Signature[],
): Promise<readonly Verified[]> {
  const verified: Verified[] = [];
  for (const candidate of candidates) {
    const { publicKey, message, signature } = candidate;
    // Without an answer the reader asks for itself.
    const verifies = await verify(publicKey, message, signature).catch(() => undefined);
    if (verifies === undefined) break;
    verified.push({ ...candidate, verifies });
    if (verifies) break;
  }
  return verified;
}
