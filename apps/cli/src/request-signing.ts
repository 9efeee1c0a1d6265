import { pae, signEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { loadMachineKey, sshSigner } from "@countersign/adapters/keys";
import { CountersignError, REQUEST_PAYLOAD_TYPE } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Invocation, Option } from "./command.ts";

/** Options of commands that ask a log server for what needs rights. */
export const REQUEST_OPTIONS: Readonly<Record<string, Option>> = {
  key: {
    value: "FILE",
    help: "private key file of a person whom the policy lists; of a key in the agent its .pub file",
  },
  "machine-key": { value: "FILE", help: "the key of a gate or service that the policy lists" },
};

/** How the requests of a call are signed; undefined where it names no key. `usage.option` for two. */
export async function requestSigner({
  value,
  home,
}: Invocation): Promise<((payload: Uint8Array) => Promise<Envelope>) | undefined> {
  const [person, machine] = [value("key"), value("machine-key")];
  if (person !== undefined && machine !== undefined)
    throw new CountersignError("usage.option", "--key and --machine-key exclude each other");
  if (machine !== undefined) {
    const { seed } = await loadMachineKey(machine);
    return async (payload) => signEnvelope(nodeCrypto, { seed, keyid: "", payloadType: REQUEST_PAYLOAD_TYPE, payload });
  }
  if (person === undefined) return undefined;
  const signer = await sshSigner({ file: person }, home.env);
  return async (payload) => ({
    payloadType: REQUEST_PAYLOAD_TYPE,
    payload,
    signatures: [{ keyid: "", sig: await signer.sign("countersign-request@v1", pae(REQUEST_PAYLOAD_TYPE, payload)) }],
  });
}
