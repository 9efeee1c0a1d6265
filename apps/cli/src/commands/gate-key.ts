import { resolve } from "node:path";
import { generateMachineKey } from "@countersign/adapters/keys";
import { CountersignError } from "@countersign/core";
import type { Command } from "../command.ts";
import { repositoryAround } from "../git-work-tree.ts";
import { harmless } from "../terminal.ts";

export const gateKeyCommand: Command = {
  name: "gate-key",
  summary: "make the key by which a gate signs verdicts and receipts",
  usage: "gate-key FILE",
  details:
    "Run it on the machine beside production. The private key stays in FILE (0600); what is printed goes under machines: in the policy, as a gate with its environments. A key is never replaced.",
  positionals: [1, 1],
  options: {},
  examples: ["gate-key /etc/countersign/gate.key", "gate-key /etc/countersign/gate.key --json"],
  async run({ positionals }) {
    const file = resolve(positionals[0] ?? "");
    const around = await repositoryAround(file);
    if (around !== undefined)
      throw new CountersignError("usage.home-in-repository", `${file} lies in the repository ${around}`);
    const { text } = await generateMachineKey(file);
    return {
      json: { file, key: text },
      text: `${text}\nin the policy: {id: gate-1, kind: gate, environments: [ENV], key: "${text}"}; the private key is in ${harmless(file)}`,
    };
  },
};
