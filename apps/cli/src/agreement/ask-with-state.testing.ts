import {
  followState,
  formatGateState,
  gate,
  gateWithState,
  openSealed,
  parseGateState,
  readBundle,
  sealState,
  sound,
  storeKnown,
} from "@countersign/core";
import type { ContentStore, GateState, KnownLog } from "@countersign/core";
import { formatHex } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { answered } from "./gate-answer.testing.ts";
import type { GateAnswer } from "./gate-answer.testing.ts";
import type { WorldCase } from "./judge-world.testing.ts";

/** One question to a gate: about a commit of the world, when so many leaves were there, at a time in Unix seconds. */
export type Ask = { readonly commit: string; readonly size: number; readonly time: number; readonly now: number };

/** A gate that keeps its state in memory, as bytes between its runs. */
export type StatefulAsker = {
  readonly ask: (ask: Ask) => Promise<GateAnswer>;
  /** Commits that it allowed by its requirements, by their ids. */
  readonly allowed: () => readonly string[];
  /** Its state as it lies on the disk, sealed with `STATE_KEY`; undefined before the first question. */
  readonly sealed: () => Uint8Array | undefined;
};

/** The key of every such gate. */
export const STATE_KEY = new Uint8Array(32);

/** Asks a gate that begins without state about a world, and each time shows it only what is new. */
export function askerWithState({ log, crypto, parts, request }: WorldCase): StatefulAsker {
  const store = memoryStore();
  let sealed: Uint8Array | undefined;
  const saved = () =>
    sealed === undefined ? undefined : parseGateState(crypto, openSealed(crypto, STATE_KEY, sealed));
  const follow = (state: GateState | undefined, { size, time }: Ask) =>
    followState(crypto, log.root, { state, store }, log.bundle(time, { from: state?.frontier.size ?? 0, size }));
  const keep = async (known: KnownLog, state: GateState) => {
    sealed = sealState(crypto, STATE_KEY, formatGateState(await storeKnown(known, state)));
  };
  return {
    sealed: () => sealed,
    allowed: () => saved()?.lines.flatMap((line) => line.allowed.map(({ commit }) => commit)) ?? [],
    ask: (ask) =>
      answered(async () => {
        const known = await follow(saved(), ask);
        let next = known.state;
        try {
          const { verdict, state } = await gateWithState(parts(ask.now), known, request(ask.commit));
          next = state;
          return verdict;
        } finally {
          await keep(known, next);
        }
      }),
  };
}

/** Asks the gate without state, with the whole log as it was then; `judgedAt` is another time than the checkpoint's. */
export function askWithoutState(
  { log, crypto, parts, request }: WorldCase,
  ask: Ask,
  judgedAt = ask.time,
): Promise<GateAnswer> {
  return answered(async () => {
    const contents = sound(await readBundle(crypto, log.root, log.bundle(judgedAt, { from: 0, size: ask.size })));
    return gate(parts(ask.now - ask.time + judgedAt), contents, request(ask.commit));
  });
}

function memoryStore(): ContentStore {
  const kept = new Map<string, Uint8Array>();
  return {
    get: async (digest) => kept.get(digest),
    put: async (bytes) => {
      const digest = formatHex(nodeCrypto.sha256(bytes));
      kept.set(digest, bytes);
      return { digest };
    },
  };
}
