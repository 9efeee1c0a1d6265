import type { Quorum } from "@countersign/tlog";
import type { Environment, Policy, RepositoryPolicy, Requirement, Threshold } from "../policy.ts";

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(items: readonly string[], word = "and"): string {
  if (items.length < 2) return items[0] ?? "nobody";
  return `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
}

/** Who meets a threshold: `olga (acme)`, `2 of olga, otto and paul (acme)`. */
export function spellThreshold({ organisation, people, count }: Threshold): string {
  return `${spellChoice(people, count)} (${organisation})`;
}

/** Who fulfils a requirement: `dana (oracle)`. */
export function spellReviewers(policy: Policy, { role, count }: Requirement): string {
  const { organisation = "nobody", people = [] } = policy.roles.find(({ id }) => id === role) ?? {};
  return `${spellChoice(people, count)} as ${role} (${organisation})`;
}

/** What a requirement claims: `every change`, `changes to ranker/** of the class egress`. */
export function spellClaim({ paths, classes }: Requirement): string {
  const where =
    paths === undefined || paths.some(({ text }) => text === "**")
      ? ""
      : ` to ${enumerate(
          paths.map(({ text }) => text),
          "or",
        )}`;
  const what = classes === undefined ? "" : ` in which the detectors find ${enumerate(classes, "or")}`;
  return where + what === "" ? "every change" : `changes${where}${what}`;
}

/** What is in scope of a repository: `everything but docs/**`. */
export function spellScope({ scope }: RepositoryPolicy): string {
  const include = scope.include.map(({ text }) => text);
  const inside = include.includes("**") ? "everything" : enumerate(include);
  return scope.exclude.length === 0 ? inside : `${inside} but ${enumerate(scope.exclude.map(({ text }) => text))}`;
}

/** How content may have come to the ref and still be what was approved. */
export function spellCoverage({ coverage }: Requirement): string {
  return enumerate(
    coverage.map((each) => COVERAGE[each]),
    "or",
  );
}

const COVERAGE: Readonly<Record<Requirement["coverage"][number], string>> = {
  "same-change": "as the same change on any base",
  "exact-tree": "on a base that is the same within the scope",
  "clean-merge": "by a clean merge of the approved result",
};

/** A quorum of witnesses in words. */
export function spellQuorum(quorum: Quorum): string {
  if (quorum === "none") return "no witness";
  if (typeof quorum === "string") return quorum;
  if ("all" in quorum) return quorum.all.length === 1 ? spellAll(quorum.all) : `all of ${spellAll(quorum.all)}`;
  if ("any" in quorum) return `one of ${spellAll(quorum.any)}`;
  return `${quorum.atLeast} of ${spellAll(quorum.of)}`;
}

/** The people who open the emergency exit of an environment. */
export function spellBreakGlass({ approvals }: NonNullable<Environment["breakGlass"]>): string {
  return enumerate(approvals.map(spellThreshold));
}

function spellAll(quorums: readonly Quorum[]): string {
  return enumerate(quorums.map((each) => (typeof each === "string" ? each : `(${spellQuorum(each)})`)));
}

function spellChoice(people: readonly string[], count: number): string {
  return people.length <= count ? enumerate(people) : `${count} of ${enumerate(people)}`;
}
