import { resolve } from "node:path";
import { readBounded, writeFileDurably } from "@countersign/adapters/files";
import { parseEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { CountersignError, recordId, trustOf } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf, keepVerdict, kindOf, logRecords, submissionOf, workInHome } from "@countersign/home";
import type { Trust } from "@countersign/tlog";
import type { Command, Invocation, Outcome } from "../command.ts";
import { durationOf } from "../expiry.ts";
import { handIn } from "../handing-in.ts";
import type { HandedIn } from "../handing-in.ts";
import { readSoundBundle } from "../judging.ts";
import { nextCommand } from "../next-command.ts";
import { outputFile } from "../output-file.ts";
import { readRoot } from "../pinned-root.ts";
import { alarmCode, alarmLines, alarmsJson } from "../recall-text.ts";
import { serverUrl } from "../server-url.ts";
import { harmless } from "../terminal.ts";
import { readVerdictFile } from "../verdict-file.ts";
import { waitingText } from "../waiting-text.ts";

const LIMIT = 64 * 1024 * 1024;

export const submitCommand: Command = {
  name: "submit",
  summary: "put a record that was signed elsewhere into the log",
  usage: "submit FILE [--verdict FILE] | submit FILE --to URL --root FILE [--bundle FILE] [--wait DURATION]",
  details:
    "FILE is a DSSE envelope: a decision made with --out, a receipt, an incident, or a policy, baseline or break-glass with all its signatures. It is verified as every reader of the log will verify it. A record that is in the log already keeps its place, so submitting twice is harmless.\n\n" +
    "With --to it goes to a log server, or to the witness of your organisation, which keeps it and withholds its cosignature until it is logged. Nothing counts as sent before the leaf of this very record is proven to stand under a checkpoint with its quorum, of a witness in its mirror; the proof is written beside FILE. Exit 3: not within --wait; run the command again.",
  positionals: [1, 1],
  options: {
    verdict: {
      value: "FILE",
      help: "the verdict that a receipt names: what was withdrawn since is told to both sides",
    },
    to: {
      value: "URL",
      help: "hand it to the log server or the witness at this address instead of logging it in the home",
    },
    root: { value: "FILE", help: "the root.json that you pin; with --to" },
    bundle: {
      value: "FILE",
      help: "a bundle that you have: checkpoints are verified by the newest policy in it; with --to",
    },
    wait: { value: "DURATION", help: "how long to wait for the checkpoint (default: PT2M); with --to" },
  },
  examples: [
    "submit approve.json",
    "submit receipt.json --verdict verdict.json",
    "submit approve.json --to https://log.acme.example --root root.json",
    "submit reject.json --to https://witness.oracle.example --root root.json --wait PT15M",
  ],
  async run(invocation) {
    const envelope = parseEnvelope(await readBounded(resolve(invocation.positionals[0] ?? ""), LIMIT));
    const url = invocation.value("to");
    if (url !== undefined) return sendTo(url, envelope, invocation);
    const stray = ["root", "bundle", "wait"].find(invocation.given);
    if (stray !== undefined) throw new CountersignError("usage.option", `--${stray} goes with --to`);
    return logHere(envelope, invocation);
  },
};

async function logHere(envelope: Envelope, invocation: Invocation): Promise<Outcome> {
  const file = invocation.value("verdict");
  const given = file === undefined ? undefined : await readVerdictFile(file);
  await using opened = await workInHome(invocation.home);
  contentsOf(opened);
  const { kind, id, records, alarms, verdict } = await submissionOf(opened, envelope, given);
  if (verdict !== undefined) await keepVerdict(opened, verdict);
  const placed = await logRecords(opened, records);
  const { index, outcome } = placed.first;
  const code = alarmCode(alarms);
  const said = outcome === "present" ? `The ${kind} is in the log already` : `The ${kind} is in the log`;
  return {
    json: {
      kind,
      leaf: { index },
      outcome,
      statement: { sha256: id },
      ...(kind === "deployment" ? { alarms: alarmsJson(alarms) } : {}),
    },
    text: [
      `${said}: leaf ${index}${waitingText(placed)}`,
      ...alarmLines(alarms),
      `next: ${nextCommand(invocation, "queue")}`,
    ].join("\n"),
    ...(code === undefined ? {} : { code }),
  };
}

async function sendTo(url: string, envelope: Envelope, invocation: Invocation): Promise<Outcome> {
  if (invocation.given("verdict")) throw new CountersignError("usage.option", "--verdict does not go with --to");
  const kind = kindOf(envelope);
  const path = `${resolve(invocation.positionals[0] ?? "")}.tlog-proof`;
  const file = await outputFile(path, "c2sp.org/tlog-proof@v1\n", invocation.home);
  const trust = await trustIn(invocation);
  const patience = durationOf(invocation.value("wait") ?? "PT2M") * 1000;
  const { progress } = invocation.terminal;
  const handed = await handIn({ url: serverUrl(url), kind, envelope, trust, patience, progress });
  const sent = { kind, statement: { sha256: recordId(nodeCrypto, envelope.payload) } };
  if (!("proof" in handed))
    return {
      json: { ...sent, verified: false, ...pendingJson(handed) },
      text: pendingText(handed),
      code: "log.pending",
    };
  await writeFileDurably(file, new TextEncoder().encode(handed.proof));
  return {
    json: { ...sent, verified: true, leaf: { index: handed.index }, proof: file },
    text: `The ${kind} is in the log: leaf ${handed.index}, proven in ${harmless(file)}`,
  };
}

/** Whom a checkpoint has to satisfy: the newest policy of a bundle, else version 1, which the root pins. */
async function trustIn(invocation: Invocation): Promise<Trust> {
  const root = await readRoot(invocation.required("root"));
  const bundle = invocation.value("bundle");
  if (bundle !== undefined) return trustOf(nodeCrypto, (await readSoundBundle(bundle, root)).policy.policy.log);
  return trustOf(nodeCrypto, { ...root.log, witnesses: root.witnesses, quorum: root.quorum });
}

type Pending = Exclude<HandedIn, { readonly proof: string }>;

function pendingJson(handed: Pending) {
  if ("keptSince" in handed) return { keptSince: handed.keptSince };
  return { leaf: { index: handed.index }, waitingFor: handed.waitingFor };
}

function pendingText(handed: Pending): string {
  if ("keptSince" in handed)
    return `The witness has it since ${harmless(handed.keptSince)}, and cosigns nothing that lacks it when its time is over. It is not proven to be in the log yet: run the command again, or give it longer with --wait.`;
  const whom = handed.waitingFor.map(harmless).join(", ");
  return `The log promises leaf ${handed.index}${whom === "" ? "" : `; ${whom} have yet to cosign`}. It does not count yet: run the command again, or give it longer with --wait.`;
}
