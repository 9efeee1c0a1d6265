import { list, object, read } from "@countersign/attest";
import type { JsonValue } from "@countersign/attest";
import { field, oid, token } from "../change/record.ts";
import type { Oid } from "../objects/oid.ts";
import { artifact } from "../gate/deployment.ts";
import type { Deployment } from "../gate/deployment.ts";
import type { LogContents, Logged } from "../log/contents.ts";
import type { AuditFinding } from "./audit.ts";

/**
 * One place where something runs, as whoever looks at machines tells it: a cluster, a region, a canary, the target of another
 * pipeline. It is nobody's signed word; an auditor makes it, or has it made.
 */
export type RunningTarget = {
  /** What people call the place, such as `eu-west/ranker-canary`; each once. */
  readonly target: string;
  /** Repository and environment by their ids in the policy. */
  readonly repository: string;
  readonly environment: string;
  readonly commit: Oid;
  /** Digest of what runs there, `sha256:<hex>`. */
  readonly artifact?: string;
};

/** Reads an inventory, `{"running": [{"target", "repository", "environment", "commit", "artifact"?}]}`; `inventory.…` for something else. */
export function parseInventory(value: JsonValue): readonly RunningTarget[] {
  return read(reader, value, "inventory").running;
}

const reader = object({
  running: list(
    object(
      {
        target: field("target", token),
        repository: field("repository", token),
        environment: field("environment", token),
        commit: field("commit", oid),
      },
      { artifact },
    ),
  ),
});

/**
 * What runs and should not, by the receipts in a log (attack H17). Of each target:
 * `audit.ungated` where the policy has no such environment for such a repository, so that no gate is asked there;
 * `audit.no-receipt` where no receipt says that this was ever deployed there; `audit.no-verdict` where one does, and nobody has
 * a verdict behind it (only with `verdicts`, the ids of those at hand); `audit.unapproved-running` where it was deployed there
 * once, but the newest receipts say that something else runs. `index` is the leaf of the newest receipt of the environment, or
 * the log's last leaf.
 */
export function runningFindings(
  log: LogContents,
  running: readonly RunningTarget[],
  verdicts: ReadonlySet<string> | undefined,
): readonly AuditFinding[] {
  return running.flatMap((one) => {
    const receipts = log.deployments.filter(({ record }) => isThere(record, one));
    const found = fault(log, one, receipts, verdicts);
    if (found === undefined) return [];
    const what = one.artifact === undefined ? one.commit : `${one.commit} (${one.artifact})`;
    const message = `${one.target} runs ${what} in ${one.environment}: ${found.message}`;
    return [{ index: receipts.at(-1)?.leaf ?? Math.max(0, log.size - 1), code: found.code, message }];
  });
}

function fault(
  { policy }: LogContents,
  one: RunningTarget,
  receipts: readonly Logged<Deployment>[],
  verdicts: ReadonlySet<string> | undefined,
): { readonly code: string; readonly message: string } | undefined {
  const isGated =
    policy.policy.repositories.some(({ id }) => id === one.repository) &&
    policy.policy.environments.some(({ id }) => id === one.environment);
  if (!isGated)
    return { code: "audit.ungated", message: "the policy in force has no such environment, so no gate is asked there" };
  const own = receipts.filter(({ record }) => isOf(record, one) && HAPPENED.has(record.state));
  if (own.length === 0) return { code: "audit.no-receipt", message: "no receipt says that it was deployed there" };
  if (verdicts !== undefined && !own.some(({ record }) => verdicts.has(record.verdict)))
    return { code: "audit.no-verdict", message: "nobody has a verdict that allowed it" };
  if (current(receipts).some(({ record }) => isOf(record, one))) return undefined;
  return { code: "audit.unapproved-running", message: "the newest receipts say that something else runs there" };
}

const HAPPENED: ReadonlySet<Deployment["state"]> = new Set(["started", "succeeded"]);

/** What may run by the receipts: what succeeded last and was not taken back, and what was begun since and has not ended. */
function current(receipts: readonly Logged<Deployment>[]): readonly Logged<Deployment>[] {
  const ended = new Set(
    receipts
      .filter(({ record: { state } }) => state === "failed" || state === "rolled-back")
      .map(({ record: { verdict } }) => verdict),
  );
  const standing = receipts.filter(({ record: { verdict } }) => !ended.has(verdict));
  const last = standing.findLastIndex(({ record: { state } }) => state === "succeeded");
  return standing.slice(Math.max(0, last));
}

function isThere({ repository, environment }: Deployment, one: RunningTarget): boolean {
  return repository.id === one.repository && environment === one.environment;
}

/** Where either side names no artifact, the commit has to do. */
function isOf(receipt: Deployment, one: RunningTarget): boolean {
  return (
    receipt.commit === one.commit &&
    (receipt.artifact === undefined || one.artifact === undefined || receipt.artifact === one.artifact)
  );
}
