import { resolve } from "node:path";
import { formatEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { writeIfAbsent } from "@countersign/adapters/files";
import { loadMachineKey } from "@countersign/adapters/keys";
import { systemClock } from "@countersign/adapters/time";
import { CountersignError, composeReceipt, gateFor, recordId } from "@countersign/core";
import type { Deployment, LogContents, NamedVerdict } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { keepVerdict, logRecords, namedVerdict, receiptRecords, workInHome } from "@countersign/home";
import type { Command, Invocation, Outcome } from "../command.ts";
import { BUNDLE_OPTIONS, readDecisionLog } from "../decision-log.ts";
import { signedByGate } from "../gate-signing.ts";
import { nextCommand, shellWord } from "../next-command.ts";
import { alarmCode, alarmLines, alarmsJson } from "../recall-text.ts";
import { harmless, shortId } from "../terminal.ts";
import { readVerdictFile } from "../verdict-file.ts";
import { artifactOf } from "../verdict-options.ts";
import { waitingText } from "../waiting-text.ts";

const STATES: readonly Deployment["state"][] = ["started", "succeeded", "failed", "rolled-back"];

export const receiptCommand: Command = {
  name: "receipt",
  summary: "sign and log what a pipeline did with a verdict",
  usage: "receipt --verdict FILE --state STATE --key FILE [--commit OID] [--env ENV] [--artifact DIGEST] [--out FILE]",
  details:
    "The receipt names the verdict by its hash, and says that it was carried out: started, succeeded, failed or rolled-back. One that names something else than its verdict is refused. Where a decision that the verdict could not know was withdrawn meanwhile, the receipt is logged all the same, an incident about it as well, and the command ends with 7: take the deployment back.",
  options: {
    verdict: { value: "FILE", help: "the signed verdict (countersign gate --verdict)" },
    state: { value: "STATE", help: "started, succeeded, failed or rolled-back" },
    key: { value: "FILE", help: "the gate key, which the policy lists for the environment" },
    commit: { value: "OID", help: "what was deployed, if the pipeline knows it itself; must be the verdict's" },
    env: { value: "ENV", help: "where it was deployed to; must be the verdict's" },
    artifact: { value: "sha256:HEX", help: "the artifact that was deployed; must be the verdict's" },
    out: { value: "FILE", help: "only sign: write the envelope to this new file, for `submit` on the log's machine" },
    ...BUNDLE_OPTIONS,
  },
  examples: [
    "receipt --verdict verdict.json --state started --key gate.key",
    "receipt --verdict verdict.json --state succeeded --key gate.key --commit $(git rev-parse HEAD) --out receipt.json --root root.json --bundle log.bundle --json",
  ],
  async run(invocation) {
    const { required, value } = invocation;
    if (value("bundle") !== undefined) required("out");
    const verdict = await readVerdictFile(required("verdict"));
    const log = await readDecisionLog(invocation);
    const named = namedVerdict(log, verdict);
    const done = {
      state: stateOf(required("state")),
      commit: value("commit"),
      environment: value("env"),
      artifact: artifactOf(value("artifact")),
    };
    const receipt = composeReceipt(named, done, systemClock().now());
    const envelope = await signed(invocation, log, receipt);
    const out = value("out");
    return out === undefined
      ? logReceipt(invocation, { named, verdict, receipt, envelope })
      : writeReceipt(invocation, receipt, envelope, out);
  },
};

function stateOf(text: string): Deployment["state"] {
  const state = STATES.find((one) => one === text);
  if (state !== undefined) return state;
  throw new CountersignError("usage.state", `${JSON.stringify(text.slice(0, 40))} is none of ${STATES.join(", ")}`);
}

async function signed({ required }: Invocation, { policy }: LogContents, receipt: Deployment): Promise<Envelope> {
  const key = await loadMachineKey(required("key"));
  gateFor(policy.policy, key.publicKey, receipt.environment);
  return signedByGate(policy.policy, key, "deployment", receipt);
}

type Signed = {
  readonly named: NamedVerdict;
  readonly verdict: Envelope;
  readonly receipt: Deployment;
  readonly envelope: Envelope;
};

async function logReceipt(invocation: Invocation, { named, verdict, receipt, envelope }: Signed): Promise<Outcome> {
  await using opened = await workInHome(invocation.home);
  const { records, alarms } = receiptRecords(opened, envelope, named);
  await keepVerdict(opened, verdict);
  const placed = await logRecords(opened, records);
  const { index, outcome, record } = placed.first;
  const code = alarmCode(alarms);
  return {
    json: { ...receiptJson(receipt, record), leaf: { index }, outcome, alarms: alarmsJson(alarms) },
    text: [`${sentence(receipt)}: leaf ${index}${waitingText(placed)}`, ...alarmLines(alarms)].join("\n"),
    ...(code === undefined ? {} : { code }),
  };
}

async function writeReceipt(
  invocation: Invocation,
  receipt: Deployment,
  envelope: Envelope,
  out: string,
): Promise<Outcome> {
  const file = resolve(out);
  await writeIfAbsent(file, formatEnvelope(envelope));
  const next = `submit ${shellWord(out)} --verdict ${shellWord(invocation.required("verdict"))}`;
  return {
    json: { ...receiptJson(receipt, recordId(nodeCrypto, envelope.payload)), file },
    text: `${sentence(receipt)}: signed, in ${harmless(file)}\nnext, on the log's machine: ${nextCommand(invocation, next)}`,
  };
}

function receiptJson({ commit, environment, state, verdict }: Deployment, sha256: string) {
  return { commit, environment, state, verdict, statement: { sha256 } };
}

function sentence({ commit, environment, state }: Deployment): string {
  return `${shortId(commit)} → ${harmless(environment)} ${state}`;
}
