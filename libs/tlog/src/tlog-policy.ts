import { LogError } from "./error.ts";
import { formatVerifierKey } from "./key.ts";
import { threshold } from "./quorum.ts";
import type { Quorum } from "./quorum.ts";
import { checkTrust } from "./trust.ts";
import type { Trust, Witness } from "./trust.ts";

/** A witness with the URL, if any, under which it takes checkpoints (tlog-witness, "submission prefix"). */
export type ListedWitness = Witness & { readonly url?: string };

/** What a tlog-policy file says: a trust, with URLs of log and witnesses where they are known. */
export type ListedTrust = Omit<Trust, "witnesses"> & {
  readonly url?: string;
  readonly witnesses: readonly ListedWitness[];
};

/**
 * A trust in the syntax of tlog-policy, which other verifiers read. Groups are named `group-1`, `group-2`, … in the
 * order in which they are defined. Throws `log.quorum-url` (a URL with a blank or control character) and what
 * `checkTrust` throws.
 * ```
 * log log.acme.example/feed+…+…
 * witness oracle-w witness.oracle.example/w+…+…
 * quorum oracle-w
 * ```
 */
export function formatTlogPolicy(trust: ListedTrust): string {
  checkTrust(trust);
  const lines = [`log ${formatVerifierKey(trust.logKey)}${formatUrl(trust.url)}`];
  for (const { name, key, url } of trust.witnesses)
    lines.push(`witness ${name} ${formatVerifierKey(key)}${formatUrl(url)}`);
  const taken = new Set(trust.witnesses.map(({ name }) => name));
  const quorum = defineGroups(trust.quorum, lines, taken);
  return [...lines, `quorum ${quorum}`, ""].join("\n");
}

/** Adds the lines that define a quorum and its members, members first, and gives its name. */
function defineGroups(quorum: Quorum, lines: string[], taken: Set<string>): string {
  if (typeof quorum === "string") return quorum;
  const { count, members } = threshold(quorum);
  const names = members.map((member) => defineGroups(member, lines, taken));
  const name = freeName(taken);
  const rule = "all" in quorum ? "all" : "any" in quorum ? "any" : String(count);
  lines.push(`group ${name} ${rule} ${names.join(" ")}`);
  return name;
}

function freeName(taken: Set<string>): string {
  let number = 1;
  while (taken.has(`group-${number}`)) number++;
  taken.add(`group-${number}`);
  return `group-${number}`;
}

function formatUrl(url: string | undefined): string {
  if (url === undefined) return "";
  if (!/^[!-~]+$/.test(url))
    throw new LogError("log.quorum-url", `${JSON.stringify(url.slice(0, 80))} cannot stand in a policy file`);
  return ` ${url}`;
}
