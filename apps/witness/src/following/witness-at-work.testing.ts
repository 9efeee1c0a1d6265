import { fixedClock } from "@countersign/adapters/time";
import type { Root } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { COSIGNATURE, ED25519, formatAddCheckpoint, signCheckpoint, signerKey } from "@countersign/tlog";
import { eventLines } from "../events.ts";
import type { ShownLog } from "../mirror/log-server.testing.ts";
import { NOON } from "../withholding/reviewed-log.testing.ts";
import { openWitness } from "../witness.ts";
import type { Witness } from "../witness.ts";
import { addLog, initWitness, openWitnessFolder } from "../witness-folder.ts";

/** The witness of oracle in this process, at noon. */
export type WitnessAtWork = AsyncDisposable & {
  readonly witness: Witness;
  /** Asks for a cosignature of a tree that a log signed. */
  readonly ask: (
    shown: Pick<ShownLog, "tree">,
    size: number,
    from?: { readonly oldSize: number; readonly proof: readonly Uint8Array[] },
  ) => ReturnType<Witness["addCheckpoint"]>;
};

/** Begins to witness a log that is mirrored from a server, in a folder that is empty. */
export async function witnessAtWork(folder: string, root: Root, from: string): Promise<WitnessAtWork> {
  const { origin } = root.log;
  const log = signerKey(nodeCrypto, origin, ED25519, testKey("log").seed);
  const name = "witness.example/oracle-w";
  await initWitness(folder, name);
  const made = await openWitnessFolder(folder);
  await addLog(made, { origin, keys: [log], from }, root);
  const key = signerKey(nodeCrypto, name, COSIGNATURE, testKey("oracle-w").seed);
  const events = eventLines(
    () => {},
    () => NOON,
  );
  const witness = await openWitness({ ...made, key }, fixedClock(NOON), events);
  return {
    witness,
    ask({ tree }, size, start = { oldSize: 0, proof: [] }) {
      const checkpoint = signCheckpoint(nodeCrypto, { origin, ...tree(size) }, log);
      return witness.addCheckpoint(new TextEncoder().encode(formatAddCheckpoint({ ...start, checkpoint })));
    },
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}
