import { CountersignError } from "@countersign/core/error";
import { parseRefName, protectedRef, repositoryById } from "@countersign/core/judging";
import type { Policy, RepositoryPolicy } from "@countersign/core/judging";

/** A protected ref of a repository of the policy. */
export type Place = { readonly repository: RepositoryPolicy; readonly ref: string };

/** The place that a call is about: the options, or the policy's only one. `usage.repository`, `usage.ref` where there are several. */
export function placeOf(
  policy: Policy,
  options: { readonly repository: string | undefined; readonly ref: string | undefined },
): Place {
  const repository =
    options.repository === undefined ? onlyRepository(policy) : repositoryById(policy, options.repository);
  const ref = options.ref === undefined ? onlyRef(repository) : protectedRef(repository, parseRefName(options.ref)).ref;
  return { repository, ref };
}

function onlyRepository({ repositories }: Policy): RepositoryPolicy {
  const [only, second] = repositories;
  if (only === undefined || second !== undefined)
    throw new CountersignError(
      "usage.repository",
      `the policy has several repositories: ${repositories.map(({ id }) => id).join(", ")}; say --repository`,
    );
  return only;
}

function onlyRef({ id, refs }: RepositoryPolicy): string {
  const [only, second] = refs;
  if (only === undefined || second !== undefined)
    throw new CountersignError(
      "usage.ref",
      `${id} has several protected refs: ${refs.map(({ ref }) => ref).join(", ")}; say --ref`,
    );
  return only.ref;
}
