import { resolve } from "node:path";
import { readBounded } from "@countersign/adapters/files";
import { parseEnvelope } from "@countersign/attest";
import { contentsOf, keepVerdict, logRecords, submissionOf, workInHome } from "@countersign/home";
import type { Command } from "../command.ts";
import { nextCommand } from "../next-command.ts";
import { alarmCode, alarmLines, alarmsJson } from "../recall-text.ts";
import { readVerdictFile } from "../verdict-file.ts";
import { waitingText } from "../waiting-text.ts";

const LIMIT = 64 * 1024 * 1024;

export const submitCommand: Command = {
  name: "submit",
  summary: "put a record that was signed elsewhere into the log",
  usage: "submit FILE [--verdict FILE]",
  details:
    "FILE is a DSSE envelope: a decision made with --out, a receipt, an incident, or a policy, baseline or break-glass with all its signatures. It is verified as every reader of the log will verify it. A record that is in the log already keeps its place, so submitting twice is harmless.",
  positionals: [1, 1],
  options: {
    verdict: {
      value: "FILE",
      help: "the verdict that a receipt names: what was withdrawn since is told to both sides",
    },
  },
  examples: ["submit approve.json", "submit receipt.json --verdict verdict.json", "submit approve.json --json"],
  async run(invocation) {
    const envelope = parseEnvelope(await readBounded(resolve(invocation.positionals[0] ?? ""), LIMIT));
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
  },
};
