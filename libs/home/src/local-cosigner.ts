import type { Folder } from "@countersign/adapters/files";
import type { Clock } from "@countersign/adapters/time";
import { cosignCheckpoint, formatWitnessState, inTurn, parseWitnessState } from "@countersign/core";
import type { CosignOutcome, CosignRequest, Cosigner } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { LogError, parseSignerKey } from "@countersign/tlog";
import type { VerifierKey } from "@countersign/tlog";
import { CountersignError } from "@countersign/core";

const KEYS = "keys/witnesses/";
const KEY_LIMIT = 4096;

/** Witnesses whose keys lie in this home, each with the newest checkpoint it has cosigned beside its key. `keys` are those of the log. */
export async function localCosigners(
  folder: Folder,
  keys: readonly VerifierKey[],
  clock: Clock,
): Promise<readonly Cosigner[]> {
  const paths = (await folder.list(KEYS)).filter((path) => path.endsWith(".key"));
  return oneByOne(await Promise.all(paths.map((path) => localCosigner(folder, path, keys, clock))));
}

/** They write to one disk, so nothing is won by asking them at once, and the order of what is written stays the same. */
function oneByOne(cosigners: readonly Cosigner[]): readonly Cosigner[] {
  const turns = inTurn();
  return cosigners.map(({ name, cosign }) => ({ name, cosign: (body) => turns.run(() => cosign(body)) }));
}

async function localCosigner(
  folder: Folder,
  path: string,
  keys: readonly VerifierKey[],
  clock: Clock,
): Promise<Cosigner> {
  const bytes = await folder.get(path, KEY_LIMIT);
  if (bytes === undefined) throw new CountersignError("keys.missing", `${path} is gone`);
  const key = parseSignerKey(nodeCrypto, new TextDecoder().decode(bytes).trimEnd());
  const statePath = path.replace(/\.key$/, ".state");
  return {
    name: path.slice(KEYS.length, -".key".length),
    async cosign(body) {
      const kept = await folder.get(statePath, KEY_LIMIT);
      const state = kept === undefined ? undefined : parseWitnessState(kept);
      const answer = judge({ crypto: nodeCrypto, key, keys, state, body, now: clock.now() });
      if ("seen" in answer) return answer;
      await folder.put(statePath, formatWitnessState(answer.state));
      return { lines: answer.line };
    },
  };
}

/** As a witness elsewhere answers: to a tree that does not begin with what it has seen, it repeats what that was. */
function judge(request: CosignRequest): CosignOutcome {
  try {
    return cosignCheckpoint(request);
  } catch (error) {
    const contradicted = error instanceof LogError && /^log\.(fork|proof-)/.test(error.code);
    if (!contradicted || request.state === undefined) throw error;
    return { seen: request.state.size };
  }
}
