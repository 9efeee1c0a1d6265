import { resolve } from "node:path";
import { loadSignerKey } from "@countersign/adapters/keys";
import { readBounded, writeFileDurably } from "@countersign/adapters/files";
import type { Clock } from "@countersign/adapters/time";
import { CountersignError, cosignCheckpoint, formatWitnessState, parseWitnessState } from "@countersign/core";
import type { Cosigner, WitnessState } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { parseSignerKey } from "@countersign/tlog";
import type { ListedTrust } from "@countersign/tlog";

const STATE_LIMIT = 4096;

/**
 * The witness whose key lies in this file, with the newest checkpoint that it has cosigned kept beside it (`.state` in
 * place of `.key`). `keys.missing`, `keys.permissions`, `keys.format`; `usage.witness` if the policy does not list the key.
 */
export async function keyCosigner(file: string, { witnesses, logKey }: ListedTrust, clock: Clock): Promise<Cosigner> {
  const path = resolve(file);
  const key = parseSignerKey(nodeCrypto, await loadSignerKey(path));
  const witness = witnesses.find((one) => one.key.name === key.name && one.key.id === key.id);
  if (witness === undefined)
    throw new CountersignError("usage.witness", `${key.name} is no witness of the policy in force`);
  const statePath = `${path.replace(/\.key$/, "")}.state`;
  return {
    name: witness.name,
    async cosign(body) {
      const answer = cosignCheckpoint({
        crypto: nodeCrypto,
        key,
        keys: [logKey],
        state: await readState(statePath),
        body,
        now: clock.now(),
      });
      if ("seen" in answer) return answer;
      await writeFileDurably(statePath, formatWitnessState(answer.state));
      return { lines: answer.line };
    },
  };
}

async function readState(path: string): Promise<WitnessState | undefined> {
  try {
    return parseWitnessState(await readBounded(path, STATE_LIMIT));
  } catch (error) {
    if (error instanceof CountersignError && error.code === "files.missing") return undefined;
    throw error;
  }
}
