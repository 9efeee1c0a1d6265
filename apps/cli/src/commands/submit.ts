import { resolve } from "node:path";
import { parseEnvelope, parseStatement, predicateType } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { readBounded } from "@countersign/adapters/files";
import { CountersignError, KINDS, append, checkNotSuperseded, parseRecord, recordId } from "@countersign/core";
import type { Kind, LogContents } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Command } from "../command.ts";
import { contentsOf, workInHome } from "../home.ts";
import { nextCommand } from "../next-command.ts";

const LIMIT = 64 * 1024 * 1024;

export const submitCommand: Command = {
  name: "submit",
  summary: "put a record that was signed elsewhere into the log",
  usage: "submit FILE",
  details:
    "FILE is a DSSE envelope: a decision made with --out, or a policy or baseline with all its signatures. It is verified as every reader of the log will verify it. A record that is in the log already keeps its place, so submitting twice is harmless.",
  positionals: [1, 1],
  options: {},
  examples: ["submit approve.json", "submit approve.json --json"],
  async run(invocation) {
    const envelope = parseEnvelope(await readBounded(resolve(invocation.positionals[0] ?? ""), LIMIT));
    const kind = kindOf(envelope);
    await using opened = await workInHome(invocation.home);
    const contents = contentsOf(opened);
    if (opened.own === undefined) throw new CountersignError("policy.missing", "the home has no log yet");
    const id = recordId(nodeCrypto, envelope.payload);
    if (opened.own.soFar()?.records.has(id) !== true) refuseSuperseded(contents, kind, envelope);
    const { records, publication } = await append(opened.parts, opened.own, [{ kind, envelope }]);
    const [placed] = records;
    if (placed === undefined) throw new CountersignError("internal.append", "one record was appended, none was placed");
    const { index, outcome } = placed;
    const waiting =
      publication.waitingFor.length === 0 ? "" : `; it counts once ${publication.waitingFor.join(", ")} cosigned`;
    return {
      json: { kind, leaf: { index }, outcome, statement: { sha256: id } },
      text: `${outcome === "present" ? `The ${kind} is in the log already` : `The ${kind} is in the log`}: leaf ${index}${waiting}\nnext: ${nextCommand(invocation, "queue")}`,
    };
  },
};

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
