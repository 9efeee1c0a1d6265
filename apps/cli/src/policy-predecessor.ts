import { CountersignError } from "@countersign/core";
import type { Policy } from "@countersign/core";
import { contentsOf, workInHome } from "@countersign/home";
import type { Invocation } from "./command.ts";
import type { PolicyFile } from "./policy-file.ts";

/** What a policy version follows: the digest of version n−1, and its rules where this home's log has them. */
export type Predecessor = { readonly sha256: string; readonly policy?: Policy };

/**
 * The version before this one: none for version 1, else as `--previous` says, else from the home's log. `usage.previous`
 * where neither knows it.
 */
export async function predecessorOf(
  { version: { policy } }: PolicyFile,
  { value, home }: Pick<Invocation, "value" | "home">,
): Promise<Predecessor | undefined> {
  const given = value("previous");
  if (policy.version === 1) {
    if (given === undefined) return undefined;
    throw new CountersignError("usage.previous", "version 1 has none before it");
  }
  if (given !== undefined) return { sha256: digest(given) };
  await using opened = await workInHome(home);
  // The version that voids a leaf which does not verify is signed beside that leaf.
  const { policies } = opened.own?.soFar()?.contents ?? contentsOf(opened);
  const before = policies.find((one) => one.policy.version === policy.version - 1);
  if (before !== undefined) return { sha256: before.sha256, policy: before.policy };
  throw new CountersignError(
    "usage.previous",
    `the log of ${home.dir} has no version ${policy.version - 1}; name its digest with --previous SHA256`,
  );
}

function digest(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new CountersignError(
    "usage.previous",
    `${JSON.stringify(text.slice(0, 80))} is not a SHA-256 of 64 hex digits; see: countersign policy digest FILE`,
  );
}
