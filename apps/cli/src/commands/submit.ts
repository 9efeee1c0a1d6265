import { resolve } from "node:path";
import { parseEnvelope, parseStatement, predicateType } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { readBounded } from "@countersign/adapters/files";
import { CountersignError, KINDS, checkNotSuperseded, parseRecord, recordId } from "@countersign/core";
import type { Kind, LogContents } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { breakGlassRecords } from "../break-glass-logging.ts";
import type { Command } from "../command.ts";
import { contentsOf, workInHome } from "../home.ts";
import type { OpenedHome } from "../home.ts";
import { keepVerdict, keptVerdict } from "../kept-verdicts.ts";
import { logRecords, waitingText } from "../logging.ts";
import { nextCommand } from "../next-command.ts";
import { alarmCode, alarmLines, alarmsJson, namedVerdict, receiptRecords, refuseStrayVerdict } from "../recall.ts";
import type { LoggedReceipt } from "../recall.ts";
import { readVerdictFile } from "../verdict-file.ts";

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
    const kind = kindOf(envelope);
    await using opened = await workInHome(invocation.home);
    const contents = contentsOf(opened);
    const id = recordId(nodeCrypto, envelope.payload);
    if (opened.own?.soFar()?.records.has(id) !== true) refuseSuperseded(contents, kind, envelope);
    const { records, alarms } = await recordsFor(opened, kind, envelope, invocation.value("verdict"));
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

/** The record with what goes with it into the log: the review of a break-glass, and what a receipt lets everybody know. */
async function recordsFor(
  opened: OpenedHome,
  kind: Kind,
  envelope: Envelope,
  verdict: string | undefined,
): Promise<LoggedReceipt> {
  refuseStrayVerdict(kind, verdict);
  if (kind === "break-glass") return { records: breakGlassRecords(opened, envelope), alarms: [] };
  if (kind !== "deployment") return { records: [{ kind, envelope }], alarms: [] };
  const { record } = parseRecord(nodeCrypto, "deployment", envelope.payload);
  const given = verdict === undefined ? await keptVerdict(opened, record.verdict) : await readVerdictFile(verdict);
  const named = given === undefined ? undefined : namedVerdict(contentsOf(opened), given);
  const receipt = receiptRecords(opened, envelope, named);
  if (given !== undefined) await keepVerdict(opened, given);
  return receipt;
}

/** The kind of leaf that a statement makes; `usage.kind` for statements that are never logged. */
function kindOf({ payload }: Envelope): Kind {
  const statement = parseStatement(payload);
  const kind = KINDS.find((one) => predicateType(one) === statement.predicateType);
  if (kind !== undefined) return kind;
  throw new CountersignError(
    "usage.kind",
    `${JSON.stringify(statement.predicateType.slice(0, 120))} is not logged; what is: ${KINDS.join(", ")}`,
  );
}

/** An approval that was signed before the proposal moved on approves nothing any more (attack A3); speaking against is always logged. */
function refuseSuperseded(contents: LogContents, kind: Kind, { payload }: Envelope): void {
  if (kind !== "review") return;
  const { record } = parseRecord(nodeCrypto, "review", payload);
  const logged = contents.changes.findLast((one) => one.record.change === record.change);
  if (logged !== undefined) checkNotSuperseded(contents, logged, record.decision);
}
