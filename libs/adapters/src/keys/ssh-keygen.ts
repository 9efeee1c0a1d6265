import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttestError, formatPublicKey, parseArmor, verifySshsig } from "@countersign/attest";
import type { PublicKey } from "@countersign/attest";
import { CountersignError } from "@countersign/core/error";
import { nodeCrypto } from "@countersign/crypto/node";
import { readBounded } from "../files/index.ts";
import { runSsh } from "./run-ssh.ts";
import type { Environment } from "./ssh-environment.ts";

/** What ssh-keygen signs, and with which key: of `file`, or, without one, of the agent. */
export type KeygenSigning = {
  readonly publicKey: PublicKey;
  readonly file?: string;
  readonly namespace: string;
  readonly message: Uint8Array;
  readonly environment: Environment;
};

const SIGNATURE_LIMIT = 64 * 1024;

/**
 * `ssh-keygen -Y sign`: the binary SSHSIG blob, verified. The person may be asked for a passphrase, a PIN or a touch.
 * `keys.refused` if no signature came of it, `keys.signature` if one came that does not verify as ours would have to
 * (another key, an OpenSSH that hashes otherwise, a security key without verification), `keys.ssh-keygen` if not installed.
 */
export async function signWithKeygen(signing: KeygenSigning): Promise<Uint8Array> {
  // Not on standard input: ssh-keygen asks for a passphrase at the terminal only if that is its standard input.
  await using folder = await privateFolder(signing.environment);
  const message = join(folder.path, "message");
  await writeFile(message, signing.message, { flag: "wx", mode: 0o600 });
  const file = signing.file ?? (await publicFile(folder.path, signing.publicKey));
  const run = await runSsh("ssh-keygen", ["-Y", "sign", "-n", signing.namespace, "-f", file, message], {
    environment: signing.environment,
    stderr: signing.publicKey.type === "ssh-ed25519" ? "pipe" : "inherit",
  });
  if (run.status !== 0) throw refused(run.stderr);
  return verified(signing, await readBounded(`${message}.sig`, SIGNATURE_LIMIT));
}

/** Only this user may enter it: the message may quote code that is confidential. */
async function privateFolder(environment: Environment): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(environment["TMPDIR"] ?? tmpdir(), "countersign-sign-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Given a public key, ssh-keygen looks for the private half in the agent. */
async function publicFile(folder: string, key: PublicKey): Promise<string> {
  const file = join(folder, "key.pub");
  await writeFile(file, `${formatPublicKey(key)}\n`, { flag: "wx", mode: 0o600 });
  return file;
}

function refused(stderr: string): CountersignError {
  const said = stderr.trim().replaceAll(/\s+/g, " ");
  const detail = "no signature was made: the passphrase or PIN was wrong, or the key, its agent or the person refused";
  return new CountersignError("keys.refused", `${detail}; try again${said === "" ? "" : ` (ssh-keygen: ${said})`}`);
}

function verified({ publicKey, namespace, message }: KeygenSigning, armored: Uint8Array): Uint8Array {
  try {
    const signature = parseArmor(new TextDecoder().decode(armored));
    verifySshsig(nodeCrypto, { signature, message, namespace, trusted: [{ key: publicKey, origins: [] }] });
    return signature;
  } catch (cause) {
    if (!(cause instanceof AttestError)) throw cause;
    const detail = `ssh-keygen made a signature that would not count: ${cause.detail}`;
    throw new CountersignError("keys.signature", detail, { cause });
  }
}
