import type { AuditFinding } from "../flow/audit.ts";
import { auditFindings } from "../flow/audit.ts";
import { lateApprovals, recordFindings } from "../flow/audit-records.ts";
import type { LogContents } from "../log/contents.ts";
import { incidentStandings } from "../log/incident-standing.ts";
import type { ReadLog } from "../log/log-reader.ts";
import { alarm } from "./alarm.ts";
import type { Alarm } from "./alarm.ts";
import { lateCheckpoint } from "./late-checkpoint.ts";
import { policyAlarms } from "./policy-alarms.ts";
import type { KnownPolicy } from "./policy-alarms.ts";
import { GATE_SUSPENDED, suspendedGates } from "./suspended-gates.ts";

/** What alarms about a log depend on besides the log itself. */
export type LogFacts = {
  /** Our own clock, in seconds. */
  readonly now: number;
  readonly known: KnownPolicy;
  /** Seconds after which a checkpoint is late; by the policy where absent. */
  readonly lateAfter?: number;
  /** Repositories whose deployments are judged from objects. */
  readonly followed: ReadonlySet<string>;
  /** What is wrong with receipts by the verdicts at hand. */
  readonly receipts: readonly AuditFinding[];
};

/**
 * Every alarm that stands about a log that was read whole, by what is known now: what an audit finds in its records, policies
 * that changed, a checkpoint that is late, gates that are suspended. Pure: the same facts, the same alarms.
 */
export function logAlarms(read: ReadLog, facts: LogFacts): readonly Alarm[] {
  const { contents } = read;
  const suspending = suspensions(contents);
  const unseen = contents.deployments.filter(({ record }) => !facts.followed.has(record.repository.id));
  const findings = [
    ...auditFindings(read),
    ...recordFindings(contents).filter(({ index, code }) => code !== "audit.incident-open" || !suspending.has(index)),
    ...lateApprovals({ ...contents, deployments: unseen }),
    ...facts.receipts,
  ];
  return [
    ...policyAlarms(contents, facts.known),
    ...findings.map((finding) => findingAlarm("log", finding)),
    ...suspendedGates(contents, facts.now),
    ...lateCheckpoint(contents, facts.now, facts.lateAfter),
  ];
}

/** What an audit finds about a leaf, as an alarm. */
export function findingAlarm(part: string, { index, code, message }: AuditFinding): Alarm {
  return alarm({ part, code, subject: `leaf ${index}`, text: `leaf ${index}: ${message}`, at: { leaf: index } });
}

/** Incidents that say that a gate is suspended are told as that. */
function suspensions(log: LogContents): ReadonlySet<number> {
  const saying = incidentStandings(log).filter(({ opened }) => opened.record.code === GATE_SUSPENDED);
  return new Set(saying.map(({ opened }) => opened.leaf));
}
