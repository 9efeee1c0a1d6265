import { CountersignError } from "@countersign/core";
import type { LogContents, Policy } from "@countersign/core";
import type { SharedHome } from "@countersign/home";

/** What the log says as of now; `policy.missing` before there is a policy. */
export async function currentContents(shared: SharedHome): Promise<LogContents> {
  await shared.catchUp();
  return knownContents(shared);
}

/** The same for whoever caught up in the same request: at least what was known then. */
export async function knownContents(shared: SharedHome): Promise<LogContents> {
  const known = shared.soFar();
  // After a task that failed nothing is known, and the log has to be read again.
  if (known === undefined) await shared.work(async () => {});
  const contents = known ?? shared.soFar();
  if (contents !== undefined) return contents;
  throw new CountersignError("policy.missing", "the log has no policy yet");
}

/** The policy that rights are read from, at this request and no longer; `policy.missing`. */
export async function currentPolicy(shared: SharedHome): Promise<Policy> {
  await shared.catchUp();
  const policy = shared.policy() ?? (await currentContents(shared)).policy.policy;
  return policy;
}
