import type { Policy } from "../policy/policy.ts";
import { revokedFrom } from "../policy/roster.ts";
import type { LoggedBaseline, SignedBy } from "./contents.ts";
import type { Signer } from "./signers.ts";

/** Whose signatures on a baseline count at its leaf: of nobody who is retired there, by no key that is revoked there (attack B10). */
export function countingSigners(policy: Policy, leaf: number, signers: readonly Signer[]): readonly SignedBy[] {
  return signers
    .filter(({ person, fingerprint }) => !person.retired && (revokedFrom(policy, fingerprint) ?? Infinity) > leaf)
    .map(({ person: { id, organisation }, fingerprint }) => ({ person: id, organisation, fingerprint }));
}

/** Ids of the people who stand by a baseline under the newest policy: a key that was revoked since, from this leaf or an earlier one, lost its signature. */
export function baselineSigners(newest: Policy, { leaf, signedBy }: LoggedBaseline): ReadonlySet<string> {
  const standing = signedBy.filter(({ fingerprint }) => (revokedFrom(newest, fingerprint) ?? Infinity) > leaf);
  return new Set(standing.map(({ person }) => person));
}
