import { join } from "node:path";
import { contentStore, lockFolder, openFolder } from "@countersign/adapters/files";
import type { FileOps, Folder } from "@countersign/adapters/files";
import { randomness } from "@countersign/adapters/time";
import { CountersignError } from "@countersign/core/error";
import { formatGateState, openSealed, parseGateState, sealState } from "@countersign/core/saved-state";
import type { GateState, Root } from "@countersign/core/saved-state";
import { nodeCrypto } from "@countersign/crypto/node";

/** What a gate keeps between its runs, in a folder of its own, locked until it is disposed of. */
export type StateFolder = AsyncDisposable & {
  readonly dir: string;
  /** What the last run kept; absent in the first. */
  readonly state: GateState | undefined;
  readonly pages: ReturnType<typeof contentStore>;
  /** Replaces the state in one write, and then removes the pages that it names no more. */
  readonly save: (state: GateState) => Promise<void>;
};

const STATE = "state.json";
const KEY = "state.key";
const KEY_BYTES = 32;
const LIMIT = 256 * 1024 * 1024;
/** What the first run writes before it does anything: whatever is found later, it began here. */
const BEGUN = { begun: true };

/**
 * Opens the folder of a gate's state, or begins it in an empty one. A state is never begun anew where there was one:
 * `state.missing` (the file is gone and its key is not), `state.key` (the reverse), `state.hmac`, `state.version`,
 * `state.root` (it is of another log or pinned policy), `state.locked`, and `state.…` for what is not spelled as a state.
 */
export async function openStateFolder(dir: string, root: Root, files?: FileOps): Promise<StateFolder> {
  const lock = await lockFolder(dir);
  try {
    const options = { mode: 0o600, limit: LIMIT, ...(files === undefined ? {} : { files }) };
    const folder = await openFolder(dir, options);
    const pages = contentStore(await openFolder(join(dir, "pages"), { ...options, limit: 2 ** 31 - 1 }));
    const { key, state } = await openOrBegin(folder, root);
    let kept = state;
    return {
      dir,
      state,
      pages,
      async save(next) {
        await folder.put(STATE, sealState(nodeCrypto, key, formatGateState(next)));
        for (const digest of unnamed(kept, next)) await pages.remove(digest);
        kept = next;
      },
      [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose](),
    };
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

async function openOrBegin(
  folder: Folder,
  root: Root,
): Promise<{ readonly key: Uint8Array; readonly state: GateState | undefined }> {
  const [key, sealed] = await Promise.all([folder.get(KEY), folder.get(STATE)]);
  if (key === undefined && sealed === undefined) return { key: await begin(folder), state: undefined };
  if (key === undefined) throw new CountersignError("state.key", `${folder.path}/${KEY} is missing`);
  if (sealed === undefined)
    throw new CountersignError(
      "state.missing",
      `${folder.path} has a key and no ${STATE}: what this gate knew is gone`,
    );
  const document = openSealed(nodeCrypto, key, sealed);
  if (JSON.stringify(document) === JSON.stringify(BEGUN)) return { key, state: undefined };
  const state = parseGateState(nodeCrypto, document);
  if (state.policySha256 !== root.policySha256 || state.origin !== root.log.origin)
    throw new CountersignError(
      "state.root",
      `${folder.path} follows ${state.origin} from the policy ${state.policySha256}; the root pins ${root.log.origin}, ${root.policySha256}`,
    );
  return { key, state };
}

async function begin(folder: Folder): Promise<Uint8Array> {
  const key = randomness.randomBytes(KEY_BYTES);
  await folder.put(KEY, key);
  await folder.put(STATE, sealState(nodeCrypto, key, BEGUN));
  return key;
}

function unnamed(before: GateState | undefined, now: GateState): readonly string[] {
  const named = (state: GateState) => [...state.pages.pages.values(), ...state.sums.chunks];
  const still = new Set(named(now));
  return before === undefined ? [] : named(before).filter((digest) => !still.has(digest));
}
