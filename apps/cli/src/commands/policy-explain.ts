import { explainDifference, explainPolicy } from "@countersign/core";
import type { Command } from "../command.ts";
import { readPolicyFile } from "../policy-file.ts";
import { harmless } from "../terminal.ts";

export const policyExplainCommand: Command = {
  name: "policy explain",
  summary: "a policy in sentences, and what changes from another version",
  usage: "policy explain FILE [--diff FILE]",
  options: { diff: { value: "FILE", help: "the earlier policy; says what gets weaker, other, or stronger" } },
  positionals: [1, 1],
  examples: ["policy explain policy.yaml", "policy explain policy-2.yaml --diff policy.yaml"],
  async run({ positionals: [file = ""], value, terminal }) {
    const { version } = await readPolicyFile(file);
    const before = value("diff");
    const differences =
      before === undefined ? [] : explainDifference((await readPolicyFile(before)).version.policy, version.policy);
    const sentences = explainPolicy(version.policy);
    const json = {
      version: version.policy.version,
      sha256: version.sha256,
      sentences,
      ...(before === undefined ? {} : { differences }),
    };
    const lines = sentences.map((sentence) => harmless(sentence));
    if (before === undefined) return { json, text: lines.join("\n") };
    const changes = differences.length === 0 ? ["Nothing changes."] : differences.map((line) => harmless(line));
    return { json, text: [...lines, "", terminal.bold(`From ${harmless(before)}:`), ...changes].join("\n") };
  },
};
