import { CountersignError } from "../error.ts";
import { coAuthors } from "../objects/co-authors.ts";
import type { Commit } from "../objects/commit.ts";
import type { Identity } from "../objects/identity.ts";
import type { Policy, RepositoryPolicy } from "../policy/policy.ts";
import type { Contributor } from "./record.ts";

/** Everybody with a part in some commits; `unresolved` are those of them about whom the policy says nothing. */
export type Contributors = {
  readonly contributors: readonly Contributor[];
  readonly unresolved: readonly Contributor[];
};

/**
 * Authors, committers and co-authors of all the commits, each spelling of name and address once, sorted by address and
 * name (by UTF-16 code units). `as` are the people of the policy with that address, letters A to Z in any case. Somebody
 * is unresolved who is no person, whose address no organisation claims by a pattern such as `*@acme.example`, and whom
 * `ignore` (patterns too) does not list: denied as `change.contributor-unresolved` unless the repository's policy says
 * `unresolved: allow`. Names and addresses are text that anybody may write: they exclude reviewers and entitle nobody.
 */
export function contributorsOf(
  commits: readonly Commit[],
  policy: Pick<Policy, "organisations" | "people">,
  ignore: readonly string[],
): Contributors {
  const known = [...policy.organisations.flatMap(({ git }) => git), ...ignore].map(lowerAscii);
  const people = peopleByAddress(policy.people);
  const contributors = distinct(commits.flatMap(identitiesOf)).map(({ name, email }): Contributor => {
    return { name, email, as: people.get(lowerAscii(email)) ?? [] };
  });
  const unresolved = contributors.filter(
    ({ email, as }) => as.length === 0 && !known.some((pattern) => matchesAddress(pattern, lowerAscii(email))),
  );
  return { contributors, unresolved };
}

/** The contributors of a change to a repository; `change.contributor-unresolved` where its policy wants everybody known. */
export function requireResolved(
  commits: readonly Commit[],
  policy: Pick<Policy, "organisations" | "people">,
  rule: RepositoryPolicy["contributors"],
): readonly Contributor[] {
  const { contributors, unresolved } = contributorsOf(commits, policy, rule.ignore);
  const [first] = unresolved;
  if (first === undefined || rule.unresolved === "allow") return contributors;
  const name = JSON.stringify(`${first.name} <${first.email}>`);
  throw new CountersignError(
    "change.contributor-unresolved",
    `nobody in the policy is ${name}${unresolved.length === 1 ? "" : `, and ${unresolved.length - 1} more`}`,
  );
}

/** The order in which a change record lists contributors: negative when `a` stands before `b`, 0 for equals. */
export function compareContributors(a: Identity, b: Identity): number {
  return compare(a.email, b.email) || compare(a.name, b.name);
}

function identitiesOf({ author, committer, message }: Commit): readonly Identity[] {
  return [author, committer, ...coAuthors(message)];
}

function distinct(identities: readonly Identity[]): readonly Identity[] {
  return identities
    .toSorted(compareContributors)
    .filter((identity, at, all) => at === 0 || compareContributors(identity, all[at - 1] ?? identity) !== 0);
}

function peopleByAddress(people: Policy["people"]): ReadonlyMap<string, readonly string[]> {
  const byAddress = new Map<string, Set<string>>();
  for (const person of people)
    for (const address of person.git.map(lowerAscii)) {
      byAddress.set(address, (byAddress.get(address) ?? new Set()).add(person.id));
    }
  return new Map([...byAddress].map(([address, ids]) => [address, [...ids].sort()]));
}

/** `*` is any text without `@`. An address that is missing matches nothing, not even `*`. */
function matchesAddress(pattern: string, address: string): boolean {
  const patterns = pattern.split("@");
  const parts = address.split("@");
  if (address === "" || patterns.length !== parts.length) return false;
  return patterns.every((part, at) => matchesPart(part, parts[at] ?? ""));
}

/** Takes the leftmost place for every piece between stars, which never costs a match: linear for each piece. */
function matchesPart(pattern: string, part: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return pattern === part;
  let at = first.length;
  const end = part.length - last.length;
  if (!part.startsWith(first) || !part.endsWith(last)) return false;
  for (const piece of rest) {
    const found = part.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= end;
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
