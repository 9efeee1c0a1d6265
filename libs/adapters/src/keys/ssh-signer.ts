import { resolve } from "node:path";
import { formatPublicKey, signSshsig } from "@countersign/attest";
import type { PublicKey } from "@countersign/attest";
import { CountersignError } from "@countersign/core/error";
import { nodeCrypto } from "@countersign/crypto/node";
import { requireAgentHolds } from "./ssh-agent.ts";
import type { Environment } from "./ssh-environment.ts";
import { parsePublicLine, readSshKeyFile } from "./ssh-key-file.ts";
import type { SshKeyFile } from "./ssh-key-file.ts";
import { signWithKeygen } from "./ssh-keygen.ts";

/** A person's key: a private key file, a `.pub` file whose private half is in the agent or beside it, or a line of the agent's. */
export type SshKeySource =
  | { readonly file: string }
  | {
      readonly agent: true;
      /** A line as `ssh-add -L` prints it. */
      readonly publicKey: string;
    };

/** What a person signs with. */
export type SshSigner = {
  /** The line of its public key, without a note: as a policy has it. */
  readonly publicKey: string;
  /** The binary SSHSIG blob (hash sha512) over a message, for one purpose. It may wait for the person. */
  readonly sign: (namespace: string, message: Uint8Array) => Promise<Uint8Array>;
};

/**
 * Opens a key to sign with. An unencrypted Ed25519 file is signed with here; everything else by `ssh-keygen -Y sign`, which asks
 * the person at the terminal or through `SSH_ASKPASS`. `environment` is the caller's; only what OpenSSH needs is passed on.
 *
 * On opening: `keys.missing`, `keys.permissions`, `keys.format`, `keys.agent` (no agent, or the key is not in it),
 * `keys.ssh-keygen` (OpenSSH is not installed). On signing: `keys.refused`, `keys.signature`, `keys.ssh-keygen`.
 */
export async function sshSigner(source: SshKeySource, environment: Environment): Promise<SshSigner> {
  if ("agent" in source) return agentSigner(parsePublicLine(source.publicKey, "the public key"), environment);
  const path = resolve(source.file);
  const file = await readSshKeyFile(path);
  switch (file.kind) {
    case "plain":
      return plainSigner(file.publicKey, file.seed);
    case "guarded":
      return keygenSigner(file.publicKey, path, environment);
    case "public":
      return publicHalfSigner(file.publicKey, path, environment);
    default:
      return file satisfies never;
  }
}

function plainSigner(publicKey: PublicKey, seed: Uint8Array): SshSigner {
  return {
    publicKey: formatPublicKey(publicKey),
    sign: async (namespace, message) => signSshsig(nodeCrypto, { seed, namespace, message }),
  };
}

async function agentSigner(publicKey: PublicKey, environment: Environment): Promise<SshSigner> {
  await requireAgentHolds(publicKey, environment);
  return keygenSigner(publicKey, undefined, environment);
}

function keygenSigner(publicKey: PublicKey, path: string | undefined, environment: Environment): SshSigner {
  const file = path === undefined ? {} : { file: path };
  return {
    publicKey: formatPublicKey(publicKey),
    sign: (namespace, message) => signWithKeygen({ publicKey, ...file, namespace, message, environment }),
  };
}

/** The private half beside it, which ssh-keygen unlocks through the agent if that holds it, or else the agent's. */
async function publicHalfSigner(publicKey: PublicKey, path: string, environment: Environment): Promise<SshSigner> {
  const file = path.replace(/\.pub$/, "");
  const half = file === path ? undefined : await privateHalf(file, publicKey);
  if (half?.kind === "plain") return plainSigner(publicKey, half.seed);
  if (half?.kind === "guarded") return keygenSigner(publicKey, file, environment);
  return agentSigner(publicKey, environment);
}

async function privateHalf(path: string, publicKey: PublicKey): Promise<SshKeyFile | undefined> {
  try {
    const file = await readSshKeyFile(path);
    return formatPublicKey(file.publicKey) === formatPublicKey(publicKey) ? file : undefined;
  } catch (error) {
    if (error instanceof CountersignError && error.code === "keys.missing") return undefined;
    throw error;
  }
}
