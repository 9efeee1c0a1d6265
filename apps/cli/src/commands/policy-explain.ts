import type { JsonValue } from "@countersign/attest";
import { comparePolicies, explainPolicy } from "@countersign/core";
import type { PolicyDifference } from "@countersign/core";
import type { Command } from "../command.ts";
import { withoutLookAlikes } from "../mixed-scripts.ts";
import { readPolicyFile } from "../policy-file.ts";
import { harmless } from "../terminal.ts";
import type { Terminal } from "../terminal.ts";

export const policyExplainCommand: Command = {
  name: "policy explain",
  summary: "a policy in sentences, and what changes from another version",
  usage: "policy explain FILE [--diff FILE]",
  details:
    "With --diff, what changes comes first: what gets weaker, and what nobody can call stronger from here. Only what is stricter in that one thing is listed as stronger.",
  options: {
    diff: { value: "FILE", help: "the earlier policy; says what gets weaker, what is unclear, and what gets stronger" },
  },
  positionals: [1, 1],
  examples: ["policy explain policy.yaml", "policy explain policy-2.yaml --diff policy.yaml"],
  async run({ positionals: [file = ""], value, terminal }) {
    const { version } = await readPolicyFile(file);
    const before = value("diff");
    const sentences = explainPolicy(version.policy);
    const lines = sentences.map(shown);
    const json = { version: version.policy.version, sha256: version.sha256, sentences };
    if (before === undefined) return { json, text: lines.join("\n") };
    const differences = comparePolicies((await readPolicyFile(before)).version.policy, version.policy);
    const heading = terminal.bold(`From ${harmless(before)} to ${harmless(file)}`);
    return {
      json: { ...json, differences: differences.map(jsonOf) },
      text: [heading, ...differenceLines(differences, terminal), "", ...lines].join("\n"),
    };
  },
};

/** A sentence of a policy that others wrote, as a terminal may show it. */
function shown(sentence: string): string {
  return harmless(withoutLookAlikes(sentence));
}

/** What gets weaker or is unclear before what gets stronger, each in its order. */
function differenceLines(differences: readonly PolicyDifference[], terminal: Terminal): readonly string[] {
  if (differences.length === 0) return ["Nothing changes."];
  const stronger = differences.filter(({ effect }) => effect === "stronger");
  const others = differences.filter(({ effect }) => effect !== "stronger");
  const line = ({ effect, sentence }: PolicyDifference) =>
    `  ${effect === "changed" ? "unclear: " : effect === "weaker" ? `${terminal.red("weaker")}: ` : ""}${shown(sentence)}`;
  return [
    others.length === 0 ? "Weaker or unclear: nothing." : "Weaker or unclear:",
    ...others.map(line),
    ...(stronger.length === 0 ? [] : ["Stronger:", ...stronger.map(line)]),
  ];
}

function jsonOf(difference: PolicyDifference): JsonValue {
  return { ...difference };
}
