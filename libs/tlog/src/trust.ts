import { LogError } from "./error.ts";
import { COSIGNATURE, ED25519, checkDistinct, requireType } from "./key.ts";
import type { VerifierKey } from "./key.ts";
import { NO_QUORUM, checkQuorum } from "./quorum.ts";
import type { Quorum } from "./quorum.ts";

/** A witness: the name that the quorum gives it, and its cosigner key (type 4). */
export type Witness = { readonly name: string; readonly key: VerifierKey };

/** Whom a reader of a log trusts: the log's origin and own key (type 1, named like the origin), its witnesses, their quorum. */
export type Trust = {
  readonly origin: string;
  readonly logKey: VerifierKey;
  readonly witnesses: readonly Witness[];
  readonly quorum: Quorum;
};

/**
 * Checks that a trust makes sense. Throws `log.key-origin` (the log key has another name than the origin),
 * `log.key-type`, `log.key-duplicate` (one key under two names, or the log as its own witness), `log.quorum-name` (a
 * name that tlog-policy cannot spell, or twice), and what `checkQuorum` throws.
 */
export function checkTrust({ origin, logKey, witnesses, quorum }: Trust): void {
  if (logKey.name !== origin)
    throw new LogError("log.key-origin", `the log key is named ${logKey.name}, not ${origin}`);
  requireType(logKey, ED25519);
  for (const { key } of witnesses) requireType(key, COSIGNATURE);
  checkDistinct([logKey, ...witnesses.map(({ key }) => key)]);
  const names = witnesses.map(({ name }) => name);
  const wrong = names.find(
    (name, i) => !/^[!-~\u0080-\uffff]+$/.test(name) || name === NO_QUORUM || names.indexOf(name) < i,
  );
  if (wrong !== undefined) throw new LogError("log.quorum-name", `${JSON.stringify(wrong)} cannot name a witness`);
  checkQuorum(quorum, names);
}
