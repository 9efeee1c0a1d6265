import { formatHex } from "@countersign/attest";
import { nobleCrypto } from "@countersign/crypto/noble";
import { formatPatch } from "@countersign/rows";
import type { RowsIndex } from "@countersign/rows";
import { digestProblem } from "../api/problem.ts";
import { fileStore } from "./file-store.ts";
import type { FileStore } from "./file-store.ts";
import type { DifferenceSource } from "./read-difference.ts";

/** How far a difference is here. `whole`: every file is, and the bytes of all have the digest that the index names. */
type DifferenceState = { readonly loaded: number; readonly whole: boolean; readonly stopped?: unknown };

export type DifferenceStore = {
  readonly files: readonly FileStore[];
  readonly state: () => DifferenceState;
  readonly subscribe: (changed: () => void) => () => void;
  readonly all: () => Promise<void>;
};

/** All files of a difference. Once one thing is not what a digest names, `stopped` says so, and nothing of it is shown any more. */
export function differenceStore(source: DifferenceSource, index: RowsIndex): DifferenceStore {
  let state: DifferenceState = { loaded: 0, whole: false };
  const listeners = new Set<() => void>();
  const become = (some: Partial<DifferenceState>) => {
    state = { ...state, ...some };
    for (const changed of listeners) changed();
  };
  const stop = (stopped: unknown) => become({ stopped });
  const files = index.files.map((file, number) => fileStore(source, file, number, stop));
  const count = () => {
    const joined = files.flatMap((one) => one.joined() ?? []);
    if (joined.length === state.loaded && (joined.length < files.length || state.whole)) return;
    if (joined.length < files.length) return become({ loaded: joined.length });
    const found = formatHex(nobleCrypto.sha256(formatPatch({ files: joined })));
    if (found === index.sha256) become({ loaded: joined.length, whole: true });
    else stop(digestProblem("the files that were sent are not together what the digest of the difference names"));
  };
  for (const one of files) one.subscribe(count);
  if (state.stopped === undefined) count();
  return {
    files,
    state: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    async all() {
      await Promise.all(files.map((one) => one.all()));
    },
  };
}
