import type { Policy, RepositoryPolicy } from "../../policy.ts";
import { GUARD, LAXER } from "../facet.ts";
import type { Facet, Named } from "../facet.ts";
import { spellScope } from "../words.ts";

/** What is protected of which repository, and what is let through there. */
export function* repositoryFacets({ repositories }: Policy): Iterable<Named> {
  for (const repository of repositories) {
    const { id, uri, contributors } = repository;
    const part = `repository ${id}`;
    const whole = `${uri}, in scope ${spellScope(repository)}, unknown contributors ${unknownOnes(contributors)}`;
    yield [part, { says: uri, presence: GUARD, whole }];
    yield* scopeFacets(repository, part);
    yield* refFacets(repository, part);
    yield* exceptionFacets(repository, part);
  }
}

function* scopeFacets({ id, scope }: RepositoryPolicy, part: string): Iterable<Named> {
  yield [`scope of ${id}`, { ...includeFacet(scope.include.map(({ text }) => text)), part }];
  for (const { text } of scope.exclude) {
    const sentences = {
      appears: `nobody looks at ${text} in ${id} any more, since it is excluded`,
      disappears: `${text} in ${id} is excluded no more`,
    };
    yield [`exclusion of ${text} in ${id}`, { says: "out of scope", presence: LAXER, sentences, part }];
  }
}

function includeFacet(names: readonly string[]): Facet {
  const items = names.includes("**") ? "everything" : new Set(names);
  return { says: items === "everything" ? items : names.join(", "), measure: { kind: "claims", items } };
}

/** What can be deployed from a ref that was not there before could not be deployed at all. */
function* refFacets({ id, refs }: RepositoryPolicy, part: string): Iterable<Named> {
  for (const { ref, accepts } of refs) {
    const whole = `${ref} of ${id}`;
    yield [whole, { says: "protected", presence: GUARD, part }];
    for (const other of accepts) {
      const sentences = {
        appears: `approvals for ${other} now count on ${whole} too`,
        disappears: `approvals for ${other} count on ${whole} no more`,
      };
      yield [`approvals for ${other} on ${whole}`, { says: "accepted", presence: LAXER, sentences, part: whole }];
    }
  }
}

function* exceptionFacets(
  { id, contributors, submodules, oldHeaderDefects }: RepositoryPolicy,
  part: string,
): Iterable<Named> {
  const measure = { kind: "amount", amount: contributors.unresolved === "deny" ? 1 : 0 } as const;
  yield [`unknown contributors of ${id}`, { says: unknownOnes(contributors), measure, part }];
  for (const address of contributors.ignore)
    yield [`contributor ${address} of ${id}`, { says: "counts as nobody", presence: LAXER, part }];
  for (const { path, repository: other } of submodules)
    yield [`submodule ${path} of ${id}`, { says: `may move, in ${other}`, presence: LAXER, part }];
  for (const commit of oldHeaderDefects)
    yield [`malformed commit ${commit} of ${id}`, { says: "let through", presence: LAXER, part }];
}

function unknownOnes({ unresolved }: RepositoryPolicy["contributors"]): string {
  return unresolved === "deny" ? "stop a change" : "are let through";
}
