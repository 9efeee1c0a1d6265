import { formatKeyBlob, formatPublicKey, parsePublicKey, pae, IN_TOTO_PAYLOAD_TYPE } from "@countersign/attest";
import type { EnvelopeSignature, PublicKey } from "@countersign/attest";
import { sshSigner } from "@countersign/adapters/keys";
import type { SshSigner } from "@countersign/adapters/keys";
import { CountersignError, keyHolder } from "@countersign/core";
import type { Namespace, Policy } from "@countersign/core";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Invocation, Option } from "./command.ts";

/** Options of commands that sign. */
export const SIGNING_OPTIONS: Readonly<Record<string, Option>> = {
  key: { value: "FILE", help: "private key file; of a key in the agent or on a device, its .pub file will do" },
  agent: { help: "sign with the one key in ssh-agent that the policy lists" },
};

/** The key that a call names with `--key` or `--agent`. `usage.missing` for neither, `usage.option` for both. */
export async function openSigner(invocation: Invocation, policy: Policy): Promise<SshSigner> {
  return openNamed(invocation, (env) => agentKey(policy, env));
}

/** The same where no policy is at hand: the agent has to have one key. */
export async function openLoneSigner(invocation: Invocation): Promise<SshSigner> {
  return openNamed(invocation, loneAgentKey);
}

async function openNamed(
  { value, given, home }: Invocation,
  fromAgent: (env: NodeJS.ProcessEnv) => Promise<string>,
): Promise<SshSigner> {
  const file = value("key");
  if (file !== undefined && given("agent"))
    throw new CountersignError("usage.option", "--key and --agent exclude each other");
  if (file !== undefined) return sshSigner({ file }, home.env);
  if (!given("agent")) throw new CountersignError("usage.missing", "say which key signs: --key FILE or --agent");
  return sshSigner({ agent: true, publicKey: await fromAgent(home.env) }, home.env);
}

/** The public key of a signer in wire form. */
export function signerBlob(signer: SshSigner): Uint8Array {
  return formatKeyBlob(parsePublicKey(signer.publicKey));
}

/** A person's signature over a payload, for an envelope of type `application/vnd.in-toto+json`. */
export async function signPayload(
  signer: SshSigner,
  namespace: Namespace,
  payload: Uint8Array,
): Promise<EnvelopeSignature> {
  return { keyid: "", sig: await signer.sign(namespace, pae(IN_TOTO_PAYLOAD_TYPE, payload)) };
}

/** The only key of the agent that belongs to somebody in the policy. */
async function agentKey(policy: Policy, env: NodeJS.ProcessEnv): Promise<string> {
  const held = (await agentKeys(env)).filter((key) => keyHolder(policy, formatKeyBlob(key)) !== undefined);
  const [only, second] = held;
  if (only === undefined)
    throw new CountersignError(
      "keys.agent",
      "no key in ssh-agent belongs to a person of the policy; load it with: ssh-add FILE",
    );
  if (second !== undefined)
    throw new CountersignError(
      "keys.agent",
      `${held.length} keys in ssh-agent belong to people of the policy; choose one with --key FILE.pub`,
    );
  return formatPublicKey(only);
}

async function loneAgentKey(env: NodeJS.ProcessEnv): Promise<string> {
  const [only, second] = await agentKeys(env);
  if (only !== undefined && second === undefined) return formatPublicKey(only);
  const held = only === undefined ? "holds no key that can sign" : "holds several keys";
  throw new CountersignError("keys.agent", `ssh-agent ${held}; choose one with --key FILE.pub`);
}

async function agentKeys(env: NodeJS.ProcessEnv): Promise<readonly PublicKey[]> {
  const { stdout } = await promisify(execFile)("ssh-add", ["-L"], { env }).catch((cause: unknown) => {
    throw new CountersignError("keys.agent", "ssh-agent does not answer or holds no key", { cause });
  });
  return stdout.split("\n").flatMap((line) => {
    try {
      return [parsePublicKey(line)];
    } catch {
      return [];
    }
  });
}
