import type { Verdict } from "../gate/verdict.ts";
import type { LogContents, LoggedReview } from "./contents.ts";

/** Leaves of a log that an allowed commit rests on, by index, and those of them that are decisions. */
export type Covering = { readonly leaves: readonly number[]; readonly decisions: readonly LoggedReview[] };

/**
 * The records behind a verdict: the chain of policies, the baselines of its ref, every change that explains a step, and
 * everything that was said about the same content, objections included: an approval alone says nothing. Pure.
 */
export function coveringLeaves(log: LogContents, verdict: Verdict): Covering {
  const carrying = new Set(verdict.edges.flatMap(({ approvals }) => approvals.map(({ change }) => change)));
  const digests = new Set(
    log.changes.filter(({ record }) => carrying.has(record.change)).map(({ record }) => record.changeDigest),
  );
  const here = ({ record }: { readonly record: { readonly repository: { readonly id: string } } }) =>
    record.repository.id === verdict.repository;
  const changes = log.changes.filter((one) => here(one) && digests.has(one.record.changeDigest));
  const decisions = log.reviews.filter((one) => here(one) && digests.has(one.record.changeDigest));
  const baselines = log.baselines.filter((one) => here(one) && one.record.ref === verdict.ref);
  const leaves = [...log.policies, ...baselines, ...changes, ...decisions].map(({ leaf }) => leaf);
  return { leaves: leaves.toSorted((a, b) => a - b), decisions };
}
