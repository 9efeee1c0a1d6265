import { join } from "node:path";
import { saveSignerKey } from "@countersign/adapters/keys";
import { randomness } from "@countersign/adapters/time";
import { ownKey, trustOf } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf, logKeyPath } from "@countersign/home";
import type { OpenedHome } from "@countersign/home";
import { ED25519, formatSignerKey, formatVerifierKey, signerKey } from "@countersign/tlog";

/** The key that signs now and the one that is to follow it, as verifier keys. `made`: it was not there before. */
export type NextLogKey = {
  readonly origin: string;
  readonly key: string;
  readonly next: string;
  readonly file: string;
  readonly made: boolean;
};

/**
 * The key that follows the log's present one, made where there is none yet. Only a policy version that names it puts it
 * into force, so a crash or a second call changes nothing: the same key is answered until then. `policy.missing`.
 */
export async function nextLogKey(opened: OpenedHome): Promise<NextLogKey> {
  const { keys } = opened.parts;
  const { policies, policy } = contentsOf(opened);
  const present = ownKey(opened.parts, trustOf(nodeCrypto, policy.policy.log));
  const used = new Set(policies.map((version) => version.policy.log.key));
  const known = keys.at(-1);
  const made = known === undefined || used.has(formatVerifierKey(known));
  const path = logKeyPath(made ? keys.length + 1 : keys.length);
  const file = join(opened.home.dir, path);
  const next = made ? signerKey(nodeCrypto, present.name, ED25519, randomness.randomBytes(32)) : known;
  if (made) await saveSignerKey(file, formatSignerKey(next));
  return { origin: present.name, key: formatVerifierKey(present), next: formatVerifierKey(next), file, made };
}
