import type { Crypto } from "../crypto.ts";
import type { Root } from "../policy/root.ts";
import type { GateState } from "../state/gate-state.ts";
import { advanceState } from "./advance-state.ts";
import { followBundle } from "./follow-bundle.ts";
import type { ContentStore } from "./log-parts.ts";
import { openPageIndex } from "./page-index.ts";
import { rememberLog } from "./remember-log.ts";
import type { KnownLog } from "./state-gate.ts";
import { appendSums } from "./sum-list.ts";

/** Follows a bundle from a state on, or from the first leaf where there is none. Writes nothing. Codes as those of `followBundle`. */
export async function followState(
  crypto: Crypto,
  root: Root,
  { state, store }: { readonly state: GateState | undefined; readonly store: ContentStore },
  lines: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<KnownLog> {
  const index = openPageIndex(store, state?.pages);
  const followed = await followBundle(crypto, root, state, index, lines);
  const sums = rememberLog(crypto, index, followed);
  const advanced = await advanceState(root, state, index, followed);
  return { state: advanced, index, store, news: followed.contents, sums, whole: state === undefined };
}

/**
 * Writes what a state names, its pages and fingerprints, and answers the state to write last: until then the earlier one
 * stands, and after it the new one does.
 */
export async function storeKnown({ index, store, sums: news }: KnownLog, state: GateState): Promise<GateState> {
  const pages = await index.flush();
  const sums = await appendSums(store, state.sums, news);
  return { ...state, pages, sums };
}
