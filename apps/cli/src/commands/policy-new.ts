import { resolve } from "node:path";
import { writeIfAbsent } from "@countersign/adapters/files";
import { CountersignError, newPolicy } from "@countersign/core";
import type { PolicyStart } from "@countersign/core";
import type { Command } from "../command.ts";
import { ACCOUNT_NUMBER } from "../github-accounts.ts";
import { localWitnesses } from "../init-home.ts";
import type { InitialisedHome } from "../init-home.ts";
import { nextCommand, shellWord } from "../next-command.ts";
import { policyStart } from "../policy-start.ts";
import { harmless } from "../terminal.ts";

export const policyNewCommand: Command = {
  name: "policy new",
  summary: "a commented starting point for a policy, with this home's keys filled in",
  usage: "policy new [--repo PATH] [--operator ORG:PERSON[:EMAIL]:PUBFILE] [--oracle …] [--data-guard …] [-o FILE]",
  details:
    "What is not given is filled with an example that policy check asks to replace. An existing FILE is never overwritten.",
  options: {
    output: { short: "o", value: "FILE", help: "write a new file instead of printing" },
    operator: {
      value: "ORG:PERSON[:EMAIL]:PUBFILE",
      help: "who signs for the operator, with the .pub file of the key",
    },
    oracle: { value: "ORG:PERSON[:EMAIL]:PUBFILE", help: "who decides as oracle" },
    "data-guard": { value: "ORG:PERSON[:EMAIL]:PUBFILE", help: "who decides as data-guard" },
    github: {
      value: "PERSON:NUMBER",
      many: true,
      help: `somebody's account on GitHub, by its number (${ACCOUNT_NUMBER}): what it pushes is theirs`,
    },
    repo: { value: "PATH", help: "a clone, for the names of repository and ref" },
    repository: { value: "ID", help: "the repository's id, such as github:123456 (default with --repo: local:NAME)" },
    uri: { value: "URI", help: "its address, such as git+https://github.com/acme/feed" },
    ref: { value: "REF", help: "the protected ref in full (default with --repo: the branch that HEAD stands on)" },
    "gate-key": { value: "KEY", help: "ed25519:<base64> of the gate beside production" },
    trial: { help: "for trying at a desk: no witnesses; gates outside this home refuse it" },
    classes: { help: "pin this program's detectors and ask data-guard by class of change" },
  },
  examples: [
    "policy new -o policy.yaml",
    "policy new --repository github:123456 --uri git+https://github.com/acme/feed --operator acme:olga:olga@acme.example:olga.pub --github olga:1001 -o policy.yaml",
    "policy new --repo . --operator acme:olga:olga@acme.example:olga.pub --oracle oracle:dana:dana.pub --data-guard nordsec:nils:nils.pub -o policy.yaml",
  ],
  async run(invocation) {
    const witnesses = await localWitnesses(invocation.home);
    const start = await policyStart(invocation, witnesses);
    const yaml = newPolicy(start) + otherWitnesses(witnesses.filter(({ name }) => name !== start.witness?.name));
    const output = invocation.value("output");
    if (output === undefined) return { json: { policy: yaml }, text: yaml.trimEnd() };
    await writeNew(resolve(output), yaml);
    const next = nextCommand(invocation, `policy check ${shellWord(output)}`);
    return {
      json: { file: resolve(output) },
      text: [
        `${harmless(output)} is written; replace what is to be replaced, then: ${harmless(next)}`,
        ...accountsToAdd(start),
      ].join("\n"),
    };
  },
};

/** On GitHub, whose accounts are whose is for the authors to say. */
function accountsToAdd({ repository, operator, oracle, dataGuard }: PolicyStart): readonly string[] {
  if (repository?.id.startsWith("github:") !== true) return [];
  const without = [operator, oracle, dataGuard].flatMap((one) =>
    one === undefined || one.github !== undefined ? [] : [one.person],
  );
  if (without.length === 0) return [];
  return [
    `no account on GitHub is known of ${harmless(without.join(", "))}: add github: [NUMBER] to whoever has one (${ACCOUNT_NUMBER})`,
  ];
}

/** The same text once more is no conflict; `usage.exists` where another file would be lost. */
async function writeNew(path: string, yaml: string): Promise<void> {
  try {
    await writeIfAbsent(path, new TextEncoder().encode(yaml));
  } catch (cause) {
    if (!(cause instanceof CountersignError) || cause.code !== "files.conflict") throw cause;
    throw new CountersignError("usage.exists", `${path} exists and is not overwritten`, { cause });
  }
}

/** Which organisation runs them, nobody but the authors of the policy can say. */
function otherWitnesses(witnesses: InitialisedHome["witnesses"]): string {
  if (witnesses.length === 0) return "";
  const lines = witnesses.map(({ name, key }) => `#   - {name: ${name}, organisation: ORGANISATION, key: "${key}"}\n`);
  return `# More witnesses of this home, for log.witnesses and its quorum:\n${lines.join("")}`;
}
