import type { LogContents, LoggedPolicy } from "../log/contents.ts";
import { comparePolicies } from "../policy/difference.ts";
import { alarm } from "./alarm.ts";
import type { Alarm } from "./alarm.ts";

/** The policy version that the monitor's owner started from. */
export type KnownPolicy = { readonly version: number; readonly sha256: string };

/**
 * One alarm for each policy version after the one that is known (`monitor.policy-changed`): what gets weaker comes first, as
 * in `policy explain --diff`. It stands until somebody acknowledges it: a policy that was signed stays signed.
 */
export function policyAlarms({ policies }: Pick<LogContents, "policies">, known: KnownPolicy): readonly Alarm[] {
  return policies.flatMap((version, index) => {
    const before = policies[index - 1];
    return before === undefined || version.policy.version <= known.version ? [] : [changed(before, version)];
  });
}

function changed(before: LoggedPolicy, { leaf, policy, sha256 }: LoggedPolicy): Alarm {
  const differences = comparePolicies(before.policy, policy);
  const said = differences.map(({ effect, sentence }) => `${effect}: ${sentence}`).join("; ");
  const weaker = differences.filter(({ effect }) => effect === "weaker").length;
  const verdict = weaker === 0 ? "nothing gets weaker" : `${weaker} weaker`;
  return alarm({
    part: "log",
    code: "monitor.policy-changed",
    subject: `policy version ${policy.version} ${sha256}`,
    text: `policy version ${policy.version} follows version ${before.policy.version} (${verdict}): ${said === "" ? "nothing that a gate asks for changes" : said}`,
    at: { leaf },
  });
}
