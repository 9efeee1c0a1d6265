import { CountersignError } from "../error.ts";
import type { Policy, PolicyVersion } from "./policy.ts";
import { personById, revokedFrom } from "./roster.ts";
import { pins } from "./root.ts";
import type { Root } from "./root.ts";
import { unmet } from "./threshold.ts";

/** A policy record from the log: the version that its document spells, and what else it says. */
export type ProposedPolicy = {
  readonly version: PolicyVersion;
  /** SHA-256 of version n−1, from the record; absent in version 1. */
  readonly previous?: string;
  /**
   * Ids of the people whose signature on the record verifies with a key that they have in the given policy and that is not
   * revoked there from the record's leaf or an earlier one (`revokedFrom`).
   */
  readonly signers: (policy: Policy) => Iterable<string>;
};

/**
 * Version 1, when it is the pinned one and its own governance signed it. `policy.root` (another document, or another log
 * than the root says), `policy.previous` (it names one before it), `policy.threshold`.
 */
export function firstPolicy(root: Root, proposed: ProposedPolicy): PolicyVersion {
  const { version, previous } = proposed;
  if (version.policy.version !== 1 || version.sha256 !== root.policySha256 || !pins(root, version)) {
    throw new CountersignError("policy.root", `${nameOf(version)} is not the pinned version 1, ${root.policySha256}`);
  }
  if (previous !== undefined) throw new CountersignError("policy.previous", "version 1 has none before it");
  requireGovernance(version.policy, proposed);
  return version;
}

/**
 * The next version, when it follows the one in force and the governance of both signed it (design, §3 "Policy"). The
 * one in force again is no news and comes back as it is. `policy.rollback` (older), `policy.fork` (the same number with
 * another document), `policy.gap` (a number is left out), `policy.previous` (it does not name the one in force),
 * `policy.trial` (a trial made real, or the reverse), `policy.other-log`, `policy.void-dropped`, `policy.revocation-dropped`,
 * `policy.threshold`.
 */
export function nextPolicy(inForce: PolicyVersion, proposed: ProposedPolicy): PolicyVersion {
  const { version } = proposed;
  if (version.sha256 === inForce.sha256) return inForce;
  checkNumber(inForce, version);
  if (proposed.previous !== inForce.sha256) {
    throw new CountersignError(
      "policy.previous",
      `${nameOf(version)} does not name ${nameOf(inForce)} as the one before it`,
    );
  }
  if (version.policy.trial !== inForce.policy.trial) {
    throw new CountersignError("policy.trial", "a trial ends with its own log: begin a real policy with version 1");
  }
  if (version.policy.log.origin !== inForce.policy.log.origin) {
    throw new CountersignError("policy.other-log", `a policy stays in its log, ${inForce.policy.log.origin}, for ever`);
  }
  requireHistory(inForce.policy, version.policy);
  requireGovernance(inForce.policy, proposed);
  requireGovernance(version.policy, proposed);
  return version;
}

/**
 * What never counted stays so: a version that dropped a voided record or a revoked key would bring back what it signed, and
 * readers would look for it in the newest version in vain. A revocation may begin earlier, never later.
 */
function requireHistory(before: Policy, after: Policy): void {
  const voided = new Set(after.void.map(({ leaf, record }) => `${leaf} ${record}`));
  const revived = before.void.find(({ leaf, record }) => !voided.has(`${leaf} ${record}`));
  if (revived !== undefined)
    throw new CountersignError("policy.void-dropped", `record ${revived.record} at leaf ${revived.leaf} was voided`);
  const freed = before.revokedKeys.find(
    ({ fingerprint, fromLeaf }) => (revokedFrom(after, fingerprint) ?? Infinity) > fromLeaf,
  );
  if (freed !== undefined)
    throw new CountersignError(
      "policy.revocation-dropped",
      `the key ${freed.fingerprint} was revoked from leaf ${freed.fromLeaf} on`,
    );
}

function checkNumber(inForce: PolicyVersion, version: PolicyVersion): void {
  const [current, next] = [inForce.policy.version, version.policy.version];
  const refuse = (code: string, why: string) =>
    new CountersignError(code, `${nameOf(version)} ${why} ${nameOf(inForce)}`);
  if (next === current) throw refuse("policy.fork", "has the same number as");
  if (next < current) throw refuse("policy.rollback", "is older than");
  if (next > current + 1) throw refuse("policy.gap", "does not follow directly on");
}

/** Signatures of people who are retired in a policy do not count for its governance. */
function requireGovernance(policy: Policy, { version, signers }: ProposedPolicy): void {
  const active = [...signers(policy)].filter((id) => personById(policy, id)?.retired === false);
  const [lacking] = unmet(policy.governance, active);
  if (policy.governance.length > 0 && lacking === undefined) return;
  const who = lacking === undefined ? "nobody governs" : `${lacking.missing} more of ${lacking.organisation} must sign`;
  throw new CountersignError(
    "policy.threshold",
    `${nameOf(version)}, by the rules of version ${policy.version}: ${who}`,
  );
}

function nameOf({ policy, sha256 }: PolicyVersion): string {
  return `version ${policy.version} (${sha256.slice(0, 12)}…)`;
}
