import type { Baseline } from "../policy/baseline.ts";
import type { Policy } from "../policy/policy.ts";
import { revokedFrom } from "../policy/roster.ts";
import type { Logged, LoggedBaseline, SignedBy } from "./contents.ts";
import type { Signer } from "./signers.ts";

/** A baseline with the signatures that counted when it was logged. */
export type SignedBaseline = Logged<Baseline> & { readonly signedBy: readonly SignedBy[] };

/** Whose signatures on a baseline count at its leaf: of nobody who is retired there, by no key that is revoked there (attack B10). */
export function baselineSigners(policy: Policy, leaf: number, signers: readonly Signer[]): readonly SignedBy[] {
  return signers
    .filter(({ person, fingerprint }) => !person.retired && (revokedFrom(policy, fingerprint) ?? Infinity) > leaf)
    .map(({ person: { id, organisation }, fingerprint }) => ({ person: id, organisation, fingerprint }));
}

/** The baseline as the newest policy lets it stand: a key that was revoked since, from this leaf or an earlier one, loses its signature. */
export function standingBaseline(newest: Policy, { signedBy, ...logged }: SignedBaseline): LoggedBaseline {
  const standing = signedBy.filter(({ fingerprint }) => (revokedFrom(newest, fingerprint) ?? Infinity) > logged.leaf);
  return { ...logged, signers: [...new Set(standing.map(({ person }) => person))] };
}
