import { formatCanonical, formatHex } from "@countersign/attest";
import type { Sha256 } from "../crypto.ts";
import type { Policy, RepositoryPolicy, Requirement } from "../policy/policy.ts";
import { roleById } from "../policy/roster.ts";

/**
 * What a requirement asks of a repository, as one hash: while it stays the same, what was judged by it stays judged. The
 * scope is part of it, because digests are over the entries in scope, and for a requirement by class the detectors are.
 * Who holds the role is not: people come and go without re-opening what their predecessors decided. Nor are the refs that
 * are accepted, which stand beside it (`LineSettled`): more of them re-open nothing.
 */
export function requirementHash(
  crypto: Sha256,
  policy: Policy,
  { scope }: Pick<RepositoryPolicy, "scope">,
  requirement: Requirement,
): string {
  const texts = (patterns: readonly { readonly text: string }[]) => patterns.map(({ text }) => text);
  const { id, paths, classes, role, count, coverage } = requirement;
  const asked = {
    id,
    role,
    organisation: roleById(policy, role)?.organisation ?? "",
    count,
    coverage,
    scope: { include: texts(scope.include), exclude: texts(scope.exclude) },
    ...(paths === undefined ? {} : { paths: texts(paths) }),
    ...(classes === undefined ? {} : { classes, detectors: { ...policy.detectors } }),
  };
  return formatHex(crypto.sha256(formatCanonical(asked)));
}
