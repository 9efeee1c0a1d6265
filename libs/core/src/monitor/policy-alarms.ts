import type { LogContents, LoggedPolicy } from "../log/contents.ts";
import { comparePolicies } from "../policy/difference.ts";
import type { Sha256 } from "../crypto.ts";
import { alarm, alarmId } from "./alarm.ts";
import type { Alarm } from "./alarm.ts";

/** The policy version that the monitor's owner started from. */
export type KnownPolicy = { readonly version: number; readonly sha256: string };

/** The version that is known once its reader took note of those after it, one after the other. */
export function knownNow(
  crypto: Sha256,
  { policies }: Pick<LogContents, "policies">,
  known: KnownPolicy,
  acknowledged: ReadonlySet<string>,
): KnownPolicy {
  const later = policies.filter(({ policy }) => policy.version > known.version);
  const open = later.findIndex((version) => !acknowledged.has(alarmId(crypto, nameOf(version))));
  const newest = later.at(open === -1 ? -1 : open - 1);
  if (newest === undefined || open === 0) return known;
  return { version: newest.policy.version, sha256: newest.sha256 };
}

function nameOf({ policy: { version }, sha256 }: LoggedPolicy) {
  return { code: "monitor.policy-changed", subject: `policy version ${version} ${sha256}` };
}

/**
 * One alarm for each policy version after the one that is known (`monitor.policy-changed`): what gets weaker comes first, as
 * in `policy explain --diff`. It stands until somebody acknowledges it, who then knows that version.
 */
export function policyAlarms({ policies }: Pick<LogContents, "policies">, known: KnownPolicy): readonly Alarm[] {
  return policies.flatMap((version, index) => {
    const before = policies[index - 1];
    return before === undefined || version.policy.version <= known.version ? [] : [changed(before, version)];
  });
}

function changed(before: LoggedPolicy, version: LoggedPolicy): Alarm {
  const { leaf, policy } = version;
  const differences = comparePolicies(before.policy, policy);
  const said = differences.map(({ effect, sentence }) => `${effect}: ${sentence}`).join("; ");
  const weaker = differences.filter(({ effect }) => effect === "weaker").length;
  const verdict = weaker === 0 ? "nothing gets weaker" : `${weaker} weaker`;
  return alarm({
    part: "log",
    ...nameOf(version),
    text: `policy version ${policy.version} follows version ${before.policy.version} (${verdict}): ${said === "" ? "nothing that a gate asks for changes" : said}`,
    at: { leaf },
  });
}
