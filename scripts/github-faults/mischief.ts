import type { FakeGitHub } from "@countersign/github-fake";

/** Parts of all deliveries; together three of ten. */
const DELIVERIES = [
  ["drop", 0.1, 0],
  ["duplicate", 0.06, 0],
  ["delay", 0.06, 240],
  ["reorder", 0.06, 0],
  ["fail", 0.02, 0],
  ["time-out", 0.02, 0],
  ["wrong-signature", 0.01, 0],
  ["truncate", 0.01, 0],
] as const;
/** Parts of all requests, and for how many seconds a limit says that one has to wait. */
const REQUESTS = [
  ["error-before", 0.03, 0],
  ["error-after", 0.05, 0],
  ["stale", 0.1, 0],
  ["token-revoked", 0.02, 0],
  ["no-answer", 0.002, 0],
  ["secondary-limit", 0.004, 30],
  ["secondary-limit-unsaid", 0.002, 0],
  ["primary-limit", 0.002, 90],
] as const;

/** Lets everything go wrong that can, from GitHub's seed. */
export function beginMischief({ faults }: FakeGitHub): void {
  for (const [kind, rate, seconds] of DELIVERIES) faults.delivery(kind, { rate, seconds });
  for (const [kind, rate, seconds] of REQUESTS) faults.request(kind, { rate, seconds });
}
