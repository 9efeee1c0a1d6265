import { CountersignError } from "../error.ts";
import type { LogContents, LoggedReview } from "../log/contents.ts";
import { decisionFault, expiryFault, subjectFaults } from "./check-verdict.ts";
import type { VerdictFault } from "./check-verdict.ts";
import type { Deployment } from "./deployment.ts";
import { acceptedRefs } from "./judge.ts";
import type { VerdictRecord } from "./verdict-record.ts";

/** A verdict with the SHA-256 (lowercase hex) of its payload, by which receipts name it. */
export type NamedVerdict = { readonly id: string; readonly record: VerdictRecord };

/** What a pipeline did with a verdict; `commit`, `environment`, `artifact` as it says itself, the verdict's where undefined. */
export type Done = {
  readonly state: Deployment["state"];
  readonly commit: string | undefined;
  readonly environment: string | undefined;
  readonly artifact: string | undefined;
};

/**
 * The receipt of a deployment ("Records", `deployment`). Refused for what the verdict does not allow: `gate.verdict-subject`
 * (another commit, environment or artifact, attack A5), `gate.verdict-decision`, and `gate.verdict-expired` for a beginning;
 * what began in time may end later.
 */
export function composeReceipt({ id, record }: NamedVerdict, done: Done, now: number): Deployment {
  const named = {
    repository: record.repository.id,
    ref: record.ref,
    commit: done.commit ?? record.commit,
    environment: done.environment ?? record.environment,
    artifact: done.artifact ?? record.artifact,
  };
  const late = done.state === "started" ? expiryFault(record, now) : [];
  const [fault] = [...subjectFaults(record, named), ...decisionFault(record), ...late];
  if (fault !== undefined) throw new CountersignError(fault.code, fault.detail);
  return {
    repository: record.repository,
    ref: record.ref,
    commit: record.commit,
    environment: record.environment,
    ...(record.artifact === undefined ? {} : { artifact: record.artifact }),
    verdict: id,
    state: done.state,
  };
}

/** What is wrong with a receipt that names this verdict; empty when it says what the verdict allowed. */
export function receiptFaults({ id, record }: NamedVerdict, receipt: Deployment): readonly VerdictFault[] {
  const { repository, ref, commit, environment, artifact } = receipt;
  const other =
    receipt.verdict === id
      ? []
      : [{ code: "gate.verdict-subject", detail: `the receipt names verdict ${receipt.verdict}` }];
  const faults = subjectFaults(record, { repository: repository.id, ref, commit, environment, artifact });
  return [...other, ...faults, ...decisionFault(record)];
}

/**
 * What was said against content of a repository and ref, or of a ref that it accepts, after the log had the size that a
 * verdict rests on (attack A8): the verdict could not know, and whoever deploys by it has to hear of it.
 */
export function withdrawalsSince(
  { reviews, policy }: Pick<LogContents, "reviews" | "policy">,
  { log, repository, ref }: Pick<VerdictRecord, "log" | "repository" | "ref">,
): readonly LoggedReview[] {
  const refs = acceptedRefs(policy.policy, { repository: repository.id, ref });
  return reviews.filter(
    ({ leaf, record }) =>
      leaf >= log.size &&
      record.decision !== "approve" &&
      record.repository.id === repository.id &&
      refs.has(record.ref),
  );
}
