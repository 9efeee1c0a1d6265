import { list, object, oneOf, refuse } from "@countersign/attest";
import type { Reader } from "@countersign/attest";
import type { Scope } from "../../change/scope.ts";
import type { RepositoryPolicy } from "../policy.ts";
import { addressPattern, commit, names, patterns, ref, repositoryId, repositoryPath, uri } from "./forms.ts";

const scopeFields = object({ include: patterns }, { exclude: patterns });

/** `{include, exclude?}`; `policy.scope-empty` where nothing can be in scope. */
const scope: Reader<Scope> = (value, place) => {
  const { include, exclude = [] } = scopeFields(value, place);
  const excluded = new Set(exclude.map(({ text }) => text));
  if (excluded.has("**") || include.every(({ text }) => excluded.has(text))) {
    return refuse(place, "scope-empty", "nothing is in scope: include '**' and exclude by name what does not matter");
  }
  return { include, exclude };
};

const refFields = object({ ref }, { accepts: names(ref) });

const protectedRef: Reader<RepositoryPolicy["refs"][number]> = (value, place) => ({
  accepts: [],
  ...refFields(value, place),
});

const contributorFields = object({}, { unresolved: oneOf("allow", "deny"), ignore: names(addressPattern) });

const contributors: Reader<RepositoryPolicy["contributors"]> = (value, place) => ({
  unresolved: "deny",
  ignore: [],
  ...contributorFields(value, place),
});

const submodule = object({ path: repositoryPath, repository: repositoryId });

const repositoryFields = object(
  { id: repositoryId, uri, refs: list(protectedRef), scope },
  { contributors, submodules: list(submodule), oldHeaderDefects: list(commit) },
);

/** `{id, uri, refs, scope, contributors?, submodules?, oldHeaderDefects?}`; `policy.vacuous` without a ref. */
export const repository: Reader<RepositoryPolicy> = (value, place) => {
  const fields = repositoryFields(value, place);
  if (fields.refs.length === 0) refuse(place, "vacuous", "no ref of this repository is protected");
  return {
    contributors: { unresolved: "deny", ignore: [] },
    submodules: [],
    oldHeaderDefects: [],
    ...fields,
  };
};
