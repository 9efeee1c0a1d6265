import type { Command } from "../command.ts";
import { nextCommand, shellWord } from "../next-command.ts";
import { collectSignature } from "../policy-collecting.ts";
import { readPolicyFile } from "../policy-file.ts";
import { predecessorOf } from "../policy-predecessor.ts";
import { signaturesPath } from "../policy-signatures.ts";
import { SIGNING_OPTIONS, openSigner } from "../signing.ts";
import { harmless } from "../terminal.ts";

export const policySignCommand: Command = {
  name: "policy sign",
  summary: "sign a policy; signatures are collected beside it",
  usage: "policy sign FILE --key FILE|--agent [--previous SHA256]",
  details:
    "Adds one signature to FILE.signatures.json and tells who has yet to sign. Copy both files to the next signer. " +
    "If the document changed since, the signatures collected so far are void, and collecting begins anew.",
  options: {
    ...SIGNING_OPTIONS,
    previous: { value: "SHA256", help: "digest of the version before this one (default: from this home's log)" },
  },
  positionals: [1, 1],
  examples: [
    "policy sign policy.yaml --key ~/.ssh/id_ed25519",
    "policy sign policy-2.yaml --agent --previous $(countersign policy digest policy.yaml)",
  ],
  async run(invocation) {
    const [name = ""] = invocation.positionals;
    const file = await readPolicyFile(name);
    const { policy, sha256 } = file.version;
    const before = await predecessorOf(file, invocation);
    const signer = await openSigner(invocation, policy);
    const { person, signed, voided, signatures, waitingFor } = await collectSignature(file, before, signer);
    const json = {
      version: policy.version,
      sha256,
      person: person.id,
      signed,
      voided,
      signatures,
      waitingFor,
      file: signaturesPath(file),
    };
    const lines = [
      ...(voided === 0
        ? []
        : [
            `the document has changed since; ${voided} earlier ${voided === 1 ? "signature is" : "signatures are"} void`,
          ]),
      `${person.id} ${signed ? "has signed" : "had signed already:"} version ${policy.version}, sha256 ${sha256}`,
      ...(waitingFor.length === 0
        ? ["everybody has signed", `next: ${nextCommand(invocation, `policy publish ${shellWord(name)}`)}`]
        : [
            `still to sign: ${waitingFor.join(", ")}`,
            `next: ${nextCommand(invocation, `policy sign ${shellWord(name)} --key KEY`)}`,
          ]),
      ...(before === undefined || before.policy !== undefined
        ? []
        : [`the rules of version ${policy.version - 1} are not known here, and may ask for more`]),
    ];
    return { json, text: lines.map((line) => harmless(line)).join("\n") };
  },
};
