import { matches } from "../../change/pattern.ts";
import type { Pattern } from "../../change/pattern.ts";
import { inScope } from "../../change/scope.ts";
import { pathFromBytes } from "../../objects/path.ts";
import type { Path } from "../../objects/path.ts";
import type { Policy, RepositoryPolicy } from "../policy.ts";
import { claims } from "../requirement.ts";
import { warning } from "./finding.ts";
import type { PolicyFacts, PolicyFinding } from "./finding.ts";

/** A pattern that matches no path of the repository is probably misspelled. */
export function* patternsMatchingNothing(policy: Policy, facts: PolicyFacts): Iterable<PolicyFinding> {
  const everywhere = [...(facts.paths?.values() ?? [])].flat();
  for (const { id, scope } of policy.repositories) {
    const paths = facts.paths?.get(id);
    if (paths !== undefined) yield* unmatched([...scope.include, ...scope.exclude], paths, `the scope of ${id}`);
  }
  if (facts.paths === undefined) return;
  for (const { id, paths } of policy.requirements) yield* unmatched(paths ?? [], everywhere, `requirement ${id}`);
}

function* unmatched(patterns: readonly Pattern[], paths: readonly Path[], at: string): Iterable<PolicyFinding> {
  for (const pattern of patterns)
    if (!paths.some((path) => matches(pattern, path)))
      yield warning(
        "pattern-matches-nothing",
        at,
        `${JSON.stringify(pattern.text)} in ${at} matches no file.`,
        "Patterns are anchored at the root and case-sensitive: 'docs/**' for a folder, '**/*.md' for a kind of file.",
      );
}

/** Files that steer the build or the deployment, as patterns; the three that steer Git are always in scope. */
const STEERING =
  /(?:^|\/)(?:\.github\/.+|\.gitlab-ci\.yml|Jenkinsfile|Dockerfile[^/]*|Makefile|CMakeLists\.txt|BUILD(?:\.bazel)?|WORKSPACE|MODULE\.bazel|package(?:-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.(?:toml|lock)|go\.(?:mod|sum)|pom\.xml|build\.gradle[^/]*|build\.sbt|pyproject\.toml|setup\.py|requirements[^/]*\.txt|[^/]+\.tf|Chart\.yaml|\.npmrc|conftest\.py|docker-compose[^/]*\.ya?ml)$/;

/** Tried where the paths of a repository are not known. */
const LIKELY: readonly Path[] = [
  ".github/workflows/ci.yml",
  "Dockerfile",
  "package.json",
  "docs/package.json",
  "docs/conftest.py",
  "test/conftest.py",
].map((name) => pathFromBytes(new TextEncoder().encode(name)));

/** What steers the build decides what runs, wherever it lies. */
export function* excludedBuildFiles({ repositories }: Policy, facts: PolicyFacts): Iterable<PolicyFinding> {
  for (const repository of repositories) {
    const known = facts.paths?.get(repository.id);
    const outside =
      known === undefined ? excludedLikely(repository) : known.filter((path) => steersUnseen(repository, path));
    if (outside.length > 0)
      yield warning(
        "build-file-excluded",
        repository.id,
        `${listed(outside)} would steer the build of ${repository.id} and ${outside.length === 1 ? "is" : "are"} out of scope.`,
        "Exclude more narrowly, such as 'docs/**/*.md' instead of 'docs/**'.",
      );
  }
}

function excludedLikely({ scope }: RepositoryPolicy): readonly string[] {
  return LIKELY.filter((path) => scope.exclude.some((pattern) => matches(pattern, path)));
}

function steersUnseen({ scope }: RepositoryPolicy, path: Path): boolean {
  return STEERING.test(path) && !inScope(scope, path);
}

/** In scope and claimed by nobody is denied: better said before the first deployment. */
export function* unclaimedPaths(policy: Policy, facts: PolicyFacts): Iterable<PolicyFinding> {
  for (const { id, scope } of policy.repositories) {
    const paths = (facts.paths?.get(id) ?? []).filter((path) => inScope(scope, path));
    const unclaimed = paths.filter((path) => !policy.requirements.some((requirement) => claims(requirement, path, [])));
    if (unclaimed.length > 0)
      yield warning(
        "path-unclaimed",
        id,
        `${listed(unclaimed)} of ${id}: in scope, but no requirement claims ${unclaimed.length === 1 ? "it" : "them"} by path, so a change there is denied.`,
        "Let one requirement have paths: ['**'] without classes.",
      );
  }
}

/** Nobody can be excluded as the author of a commit whose author nobody knows. */
export function* unresolvedContributors({ repositories }: Policy): Iterable<PolicyFinding> {
  for (const { id, contributors } of repositories)
    if (contributors.unresolved === "allow")
      yield warning(
        "unresolved-contributors",
        id,
        `Commits of unknown people are let through in ${id}: a reviewer may be the author under another address.`,
        "Write unresolved: deny and list the addresses of people and organisations.",
      );
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, 3).map((path) => JSON.stringify(path));
  return shown.join(", ") + (paths.length > 3 ? ` and ${paths.length - 3} more` : "");
}
