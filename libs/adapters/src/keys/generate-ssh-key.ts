import { lstat } from "node:fs/promises";
import { formatPrivateKey, formatPublicKey } from "@countersign/attest";
import { CountersignError } from "@countersign/core/error";
import { nodeCrypto } from "@countersign/crypto/node";
import { randomness } from "../time/index.ts";
import type { Randomness } from "../time/index.ts";
import { writePublic, writeSecret } from "./secret-file.ts";

/** Where the private key goes (the public one beside it, with `.pub`), and the owner's note in both. */
export type SshKeyRequest = { readonly file: string; readonly comment: string };

/**
 * Makes an Ed25519 key for a person, as `ssh-keygen -t ed25519 -N ''` does: an unencrypted private key (0600) and a `.pub`
 * file. Answers the line of the latter. `keys.exists` if there is either; `keys.comment` if the note has control characters.
 */
export async function generateSshKey(request: SshKeyRequest, source: Randomness = randomness): Promise<string> {
  const { file, comment } = request;
  requireComment(comment);
  await requireNone(`${file}.pub`);
  const seed = source.randomBytes(32);
  const publicKey = { type: "ssh-ed25519", point: nodeCrypto.ed25519PublicKey(seed) } as const;
  const line = formatPublicKey(publicKey, comment);
  const checkInt = Buffer.from(source.randomBytes(4)).readUInt32BE();
  await writeSecret(file, formatPrivateKey(nodeCrypto, { seed, comment, checkInt }));
  await writePublic(`${file}.pub`, `${line}\n`);
  return line;
}

/** A newline would begin a second key in the `.pub` file. */
function requireComment(comment: string): void {
  if (comment.isWellFormed() && !/\p{Cc}/u.test(comment)) return;
  throw new CountersignError("keys.comment", `the note ${JSON.stringify(comment)} has control characters`);
}

/** Looked at before the private key is written, so that no half of a pair is left beside somebody else's. */
async function requireNone(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  throw new CountersignError("keys.exists", `${path} exists, and a key is never replaced; choose another name`);
}
