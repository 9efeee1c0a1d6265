import { workInHome } from "@countersign/home";
import type { Command } from "../command.ts";
import { nextCommand } from "../next-command.ts";
import { nextLogKey } from "../next-log-key.ts";
import { harmless } from "../terminal.ts";

export const policyNextLogKeyCommand: Command = {
  name: "policy next-log-key",
  summary: "make the key that is to follow the log's present one, and print it for the next policy version",
  usage: "policy next-log-key",
  details:
    "The key lies beside the present one and signs nothing before a policy version that names it is published: from its leaf on, checkpoints are signed with it. " +
    "Gates follow by the root.json that they have. The earlier key is kept; it can sign nothing that a gate takes any more.",
  options: {},
  examples: ["policy next-log-key", "policy next-log-key --json"],
  async run(invocation) {
    await using opened = await workInHome(invocation.home);
    const found = await nextLogKey(opened);
    const lines = [
      found.made ? `${found.file} is made` : `${found.file} was there already, and no policy names it yet`,
      "in the next version of the policy, write under log:",
      `  key: "${found.next}"`,
      `in place of "${found.key}"`,
      `next: ${nextCommand(invocation, "policy sign FILE --key KEY")}`,
    ];
    return { json: { ...found }, text: lines.map((line) => harmless(line)).join("\n") };
  },
};
