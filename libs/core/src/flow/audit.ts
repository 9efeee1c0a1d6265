import { changeDigest } from "../change/digest.ts";
import type { ChangeRecord } from "../change/record.ts";
import type { Sha256 } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { LogContents, Logged } from "../log/contents.ts";
import type { LeafProblem, ReadLog } from "../log/log-reader.ts";
import type { Repository } from "../objects/repository.ts";
import { repositoryById, revokedFrom } from "../policy/roster.ts";
import { scopedEntries } from "./entries.ts";
import { resultTree } from "./result-tree.ts";

/** Something that an auditor should know: a leaf that does not verify, or one that counts no more, with the reason. */
export type AuditFinding = LeafProblem & {
  /** The leaf that cannot be read and may be what this one speaks of: then it only follows, and is no forgery by itself. */
  readonly follows?: number;
};

/** Findings about a log that was read whole: what does not verify, what was voided, and decisions by keys revoked since. */
export function auditFindings({ contents, problems }: ReadLog): readonly AuditFinding[] {
  return [...followed(problems), ...voided(contents), ...revokedKeys(contents)].toSorted((a, b) => a.index - b.index);
}

/** Evidence that is missing or damaged takes away what later records speak of. */
const UNREAD: ReadonlySet<string> = new Set(["bundle.evidence-missing", "bundle.evidence-mismatch"]);
const ABOUT_EARLIER: ReadonlySet<string> = new Set(["statement.change", "statement.supersedes"]);

function followed(problems: readonly LeafProblem[]): readonly AuditFinding[] {
  return problems.map((problem) => {
    const cause = problems.findLast(({ index, code }) => index < problem.index && UNREAD.has(code));
    if (cause === undefined || !ABOUT_EARLIER.has(problem.code)) return problem;
    const message = `${problem.message}; leaf ${cause.index}, whose evidence is not here, may be what it speaks of`;
    return { ...problem, message, follows: cause.index };
  });
}

function voided({ voided: list }: LogContents): readonly AuditFinding[] {
  return list.map(({ leaf, record, reason }) => ({
    index: leaf,
    code: "audit.voided",
    message: `record ${record} was voided: ${reason}`,
  }));
}

/** Whatever a key signed at or after the leaf from which it is revoked: decisions, baselines and emergencies. */
function revokedKeys({ reviews, baselines, breakGlass, policy }: LogContents): readonly AuditFinding[] {
  const signed = [
    ...reviews.map(({ leaf, fingerprint, record }) => ({
      leaf,
      by: [{ person: record.reviewer.person, fingerprint }],
      what: record.decision,
    })),
    ...baselines.map(({ leaf, signedBy }) => ({ leaf, by: signedBy, what: "baseline" })),
    ...breakGlass.map(({ leaf, signers }) => ({ leaf, by: signers, what: "break-glass" })),
  ];
  return signed.flatMap(({ leaf, by, what }) =>
    by.flatMap(({ person, fingerprint }) => {
      const from = revokedFrom(policy.policy, fingerprint);
      if (from === undefined || leaf < from) return [];
      const message = `${what} of ${person} by ${fingerprint}, revoked from leaf ${from}`;
      return [{ index: leaf, code: "decision.key-revoked", message }];
    }),
  );
}

/** What recomputing a captured change from objects says; `unavailable` when the repository has not all of them any more. */
export type Recomputed = "same" | "unavailable" | AuditFinding;

/** Recomputes a logged change from Git objects alone: the service that logged it could have said anything (`audit.change`). */
export async function recomputeChange(
  crypto: Sha256,
  repository: Repository,
  log: LogContents,
  { leaf, record }: Logged<ChangeRecord>,
): Promise<Recomputed> {
  try {
    const digest = await digestAgain(crypto, repository, log, record);
    if (digest === undefined) return "unavailable";
    if (digest === record.changeDigest) return "same";
    return {
      index: leaf,
      code: "audit.change",
      message: `the objects give ${digest}, the record says ${record.changeDigest}`,
    };
  } catch (error) {
    if (error instanceof CountersignError && error.code === "git.missing-object") return "unavailable";
    throw error;
  }
}

async function digestAgain(crypto: Sha256, repository: Repository, log: LogContents, record: ChangeRecord) {
  const policy = log.policies.find(({ sha256 }) => sha256 === record.policy.sha256)?.policy ?? log.policy.policy;
  const { scope } = repositoryById(policy, record.repository.id);
  const tree = await resultTree(repository, record);
  if (tree === undefined) return undefined;
  const { entries } = await scopedEntries(repository, scope, record.base.gitTree, tree);
  return changeDigest(crypto, record.objectFormat, entries) ?? "no digest";
}
