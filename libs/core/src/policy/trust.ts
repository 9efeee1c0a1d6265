import { LogError, checkTrust, formatTlogPolicy, parseVerifierKey } from "@countersign/tlog";
import type { ListedTrust } from "@countersign/tlog";
import type { Sha256 } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import type { LogPolicy } from "./policy.ts";

/**
 * Whom a reader of the log trusts: the log's key, its witnesses and their quorum, as `@countersign/tlog` wants them.
 * `policy.key` where the id of a verifier key is not that of the key, `policy.quorum` where the parts make no sense together.
 */
export function trustOf(crypto: Sha256, log: Omit<LogPolicy, "inclusionWithin">): ListedTrust {
  const key = (text: string) => renamed("policy.key", () => parseVerifierKey(crypto, text));
  const witnesses = log.witnesses.map(({ name, key: text, url }) => ({
    name,
    key: key(text),
    ...(url === undefined ? {} : { url }),
  }));
  const trust = { origin: log.origin, logKey: key(log.key), witnesses, quorum: log.quorum };
  renamed("policy.quorum", () => checkTrust(trust));
  return trust;
}

/** The same in the syntax of tlog-policy, for other verifiers of logs. */
export function exportTlogPolicy(crypto: Sha256, log: LogPolicy): string {
  return formatTlogPolicy(trustOf(crypto, log));
}

function renamed<T>(code: string, attempt: () => T): T {
  try {
    return attempt();
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    throw new CountersignError(code, `log: ${error.detail}`, { cause: error });
  }
}
