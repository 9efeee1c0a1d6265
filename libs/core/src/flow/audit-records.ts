import { AttestError } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import type { Crypto } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import { standingFault } from "../gate/break-glass-fault.ts";
import { reviewOf } from "../gate/break-glass-review.ts";
import { readVerdict } from "../gate/check-verdict.ts";
import type { Deployment } from "../gate/deployment.ts";
import { receiptFaults } from "../gate/receipt.ts";
import type { LogContents, Logged, LoggedBreakGlass } from "../log/contents.ts";
import { incidentStandings } from "../log/incident-standing.ts";
import { policyAt } from "../log/policy-at.ts";
import { gateKeysOf } from "../policy/gate-keys.ts";
import type { AuditFinding } from "./audit.ts";
import { firstReceipts } from "./first-receipts.ts";

/**
 * What the records of a log say that somebody should look into: break-glass that is faulty (its `breakglass.` code), open
 * (`audit.break-glass`) or not reviewed in time (`audit.review-overdue`), and incidents that are open (`audit.incident-open`).
 */
export function recordFindings(log: LogContents): readonly AuditFinding[] {
  return [...log.breakGlass.flatMap((one) => breakGlassFindings(log, one)), ...openIncidents(log)];
}

/**
 * Approvals that were logged after a deployment of the very head they approve, and none before (attack F24,
 * `audit.approved-after-deployment`): as far as can be told without objects.
 */
export function lateApprovals(log: LogContents): readonly AuditFinding[] {
  return firstReceipts(log).flatMap((deployment) => {
    const heads = log.changes.filter(({ record }) => isHeadOf(record, deployment.record));
    const digests = new Set(heads.map(({ record }) => record.changeDigest));
    const approvals = log.reviews.filter(
      ({ record }) => record.decision === "approve" && digests.has(record.changeDigest),
    );
    const before = new Set(approvals.filter(({ leaf }) => leaf < deployment.leaf).map(({ record }) => record.role));
    const late = approvals.find(({ leaf, record }) => leaf > deployment.leaf && !before.has(record.role));
    if (late === undefined) return [];
    const { person } = late.record.reviewer;
    return [lateFinding(deployment, `${person} approved it at leaf ${late.leaf}, after its deployment`)];
  });
}

/** The finding that something was deployed before it was approved. */
export function lateFinding({ leaf, record }: Logged<Deployment>, what: string): AuditFinding {
  return {
    index: leaf,
    code: "audit.approved-after-deployment",
    message: `${record.commit} in ${record.environment}: ${what}`,
  };
}

/**
 * What is wrong with receipts by the verdicts that an auditor was given (attack A5): `audit.no-verdict` without one,
 * `audit.verdict-signature` for one of no gate, `audit.verdict-subject` and `audit.verdict-decision` where it says
 * something else.
 */
export function verdictFindings(
  crypto: Crypto,
  log: LogContents,
  verdicts: ReadonlyMap<string, Envelope>,
): readonly AuditFinding[] {
  return log.deployments.flatMap(({ leaf, record }) => {
    const envelope = verdicts.get(record.verdict);
    const finding = (what: string, message: string) => [{ index: leaf, code: `audit.${what}`, message }];
    if (envelope === undefined) return finding("no-verdict", `nobody has the verdict ${record.verdict}`);
    try {
      const keys = gateKeysOf(policyAt(log, leaf), record.environment);
      const named = { id: record.verdict, record: readVerdict(crypto, envelope, keys) };
      const [fault] = receiptFaults(named, record);
      return fault === undefined ? [] : finding(fault.code.slice("gate.".length), `receipt: ${fault.detail}`);
    } catch (error) {
      if (!(error instanceof CountersignError || error instanceof AttestError)) throw error;
      return finding("verdict-signature", `verdict ${record.verdict}: ${error.detail}`);
    }
  });
}

function isHeadOf({ repository, ref, head }: LogContents["changes"][number]["record"], deployed: Deployment): boolean {
  return repository.id === deployed.repository.id && ref === deployed.ref && head.gitCommit === deployed.commit;
}

function breakGlassFindings(log: LogContents, breakGlass: LoggedBreakGlass): readonly AuditFinding[] {
  const { leaf, record, signers } = breakGlass;
  const finding = (code: string, message: string) => [{ index: leaf, code, message }];
  const who = signers.map(({ person, organisation }) => `${person} of ${organisation}`).join(", ");
  const what = `break-glass for ${record.commit} in ${record.environment} until ${record.notAfter}`;
  const fault = standingFault(log, breakGlass);
  if (fault !== undefined) return finding(fault, `${what}, signed by ${who}, opens nothing`);
  if (reviewOf(log, breakGlass) !== undefined) return [];
  const end = Date.parse(record.notAfter) / 1000 + reviewWithin(log, breakGlass);
  if (log.time === undefined || log.time <= end)
    return finding("audit.break-glass", `${what} by ${who}: not reviewed yet`);
  return finding("audit.review-overdue", `${what} by ${who}: the review should have been finished`);
}

/** When it was logged nobody knows; it was used until its end at the latest, so from there on nobody can say it was early. */
function reviewWithin(log: LogContents, { leaf, record }: LoggedBreakGlass): number {
  const { environments } = policyAt(log, leaf);
  return environments.find(({ id }) => id === record.environment)?.breakGlass?.reviewWithin ?? 0;
}

/** Reviews of break-glass are found with it. */
function openIncidents(log: LogContents): readonly AuditFinding[] {
  const reviewed = new Set(log.breakGlass.map(({ leaf }) => leaf));
  return incidentStandings(log)
    .filter(({ closed }) => closed === undefined)
    .filter(({ opened: { record } }) => !("leaf" in record.about) || !reviewed.has(record.about.leaf))
    .map(({ opened: { leaf, record } }) => ({
      index: leaf,
      code: "audit.incident-open",
      message: `incident ${record.id} (${record.code}): ${record.text}`,
    }));
}
