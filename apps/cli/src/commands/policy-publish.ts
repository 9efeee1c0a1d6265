import { formatMachineKey } from "@countersign/attest";
import { CountersignError } from "@countersign/core";
import type { Policy } from "@countersign/core";
import { workInHome } from "@countersign/home";
import type { Command, Invocation } from "../command.ts";
import { nextCommand } from "../next-command.ts";
import { readPolicyFile } from "../policy-file.ts";
import { publishPolicy } from "../policy-publishing.ts";
import { readSignatures, signaturesPath } from "../policy-signatures.ts";
import { harmless } from "../terminal.ts";

export const policyPublishCommand: Command = {
  name: "policy publish",
  summary: "put a policy that everybody has signed into the log; version 1 also writes root.json",
  usage: "policy publish FILE",
  details:
    "Takes the signatures from FILE.signatures.json. Gates pin the root.json of version 1: give it to them by a way that you trust.",
  options: {},
  positionals: [1, 1],
  examples: ["policy publish policy.yaml", "policy publish policy.yaml --json"],
  async run(invocation) {
    const [name = ""] = invocation.positionals;
    const file = await readPolicyFile(name);
    const { policy, sha256 } = file.version;
    const envelope = await readSignatures(file);
    if (envelope === undefined)
      throw new CountersignError("policy.threshold", `nobody has signed yet: there is no ${signaturesPath(file)}`);
    await using opened = await workInHome(invocation.home);
    const { outcome, leaf, published, waitingFor, root } = await publishPolicy(opened, file.version, envelope);
    if (!servedBy(policy, opened.serviceKey.publicKey))
      invocation.terminal.note(
        `warning: the policy does not list this home's service key, ${opened.serviceKey.text}: captures of this home will be refused`,
      );
    const json = { version: policy.version, sha256, root, leaf, published, waitingFor };
    const lines = [
      `version ${policy.version} ${outcome === "appended" ? "is" : "was already"} in the log at leaf ${leaf}, sha256 ${sha256}`,
      ...(policy.version === 1 ? [`gates pin ${root}`] : []),
      ...(published
        ? [
            `next: ${nextCommand(invocation, policy.version === 1 ? "baseline --repo PATH --commit REV" : "bundle -o FILE")}`,
          ]
        : [
            `not published before its quorum cosigns: ${waitingFor.join(", ")}`,
            ...cosigned(invocation, policy, waitingFor),
          ]),
    ];
    return { json, text: lines.map((line) => harmless(line)).join("\n") };
  },
};

/** How the witnesses that are waited for come to cosign: those with an address are asked there, the others have a key in a file. */
function cosigned(invocation: Invocation, { log }: Policy, waitingFor: readonly string[]): readonly string[] {
  const asked = log.witnesses.flatMap(({ name, url }) =>
    url !== undefined && waitingFor.includes(name) ? [`${name} at ${url}`] : [],
  );
  if (asked.length === 0) return [`next: ${nextCommand(invocation, "cosign --key WITNESSKEY")}`];
  return [
    `its witnesses are asked by the log server: ${asked.join(", ")}; start them with this version's root.json`,
    `next: ${nextCommand(invocation, "serve --log-only")}`,
  ];
}

function servedBy({ machines }: Policy, key: Uint8Array): boolean {
  return machines.some(
    (machine) => machine.kind === "service" && formatMachineKey(machine.key) === formatMachineKey(key),
  );
}
