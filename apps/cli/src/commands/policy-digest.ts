import type { Command } from "../command.ts";
import { readPolicyFile } from "../policy-file.ts";

export const policyDigestCommand: Command = {
  name: "policy digest",
  summary: "the SHA-256 by which statements and gates call a policy",
  usage: "policy digest FILE",
  details: "Of the document's canonical JSON, so that comments, order and layout do not matter.",
  options: {},
  positionals: [1, 1],
  examples: ["policy digest policy.yaml", "policy digest policy.yaml --json"],
  async run({ positionals: [file = ""] }) {
    const { version } = await readPolicyFile(file);
    return { json: { version: version.policy.version, sha256: version.sha256 }, text: version.sha256 };
  },
};
