import type { Allowed, Expectation, Risk } from "../../apps/lumen/history/expectation.ts";
import type { Case } from "./case.ts";

/** A finding as it is judged. */
export type Found = {
  readonly class: string;
  readonly code: string;
  readonly risk: Risk;
  readonly roles: readonly string[];
  readonly title: string;
  readonly paths: readonly string[];
};

/** What became of an expectation; `exact` findings have its code and its roles as well. */
export type Owed = Expectation & {
  readonly found: boolean;
  readonly exact: boolean;
  readonly instead: readonly Found[];
};

/** What an analysis made of a case. */
export type Judged = {
  readonly case: Case;
  /** Added and removed lines of the case. */
  readonly lines: number;
  readonly owed: readonly Owed[];
  /** Findings of R3 and R4 that the truth does not name. */
  readonly falseAlarms: readonly Found[];
};

/**
 * Compares findings with the truth. An expectation is found with its class, one of its paths, and at least its risk; where the truth
 * owes several of a class at a path, with its code as well, and what the author's words or earlier changes show with its code in any class. A finding
 * of R3 or R4 is a false alarm unless the truth names its class at one of its paths.
 */
export function judge(one: Case, lines: number, findings: readonly Found[]): Judged {
  const named: readonly Allowed[] = [...one.expected, ...one.allowed];
  return {
    case: one,
    lines,
    owed: one.expected.map((expectation) => owedOf(expectation, one.expected, findings)),
    falseAlarms: findings.filter(
      (found) => found.risk >= "R3" && !named.some((truth) => truth.class === found.class && meets(truth, found)),
    ),
  };
}

function owedOf(expectation: Expectation, all: readonly Expectation[], findings: readonly Found[]): Owed {
  const { code, roles, risk, from } = expectation;
  const shared = all.some(
    (other) => other !== expectation && other.class === expectation.class && meets(expectation, other),
  );
  const near = findings.filter((found) => meets(expectation, found));
  const right = near.filter(
    (found) =>
      found.risk >= risk &&
      (from !== "trees" || found.class === expectation.class) &&
      (found.code === code || (from === "trees" && !shared)),
  );
  const exact = right.some((found) => found.code === code && roles.every((role) => found.roles.includes(role)));
  return { ...expectation, found: right.length > 0, exact, instead: near };
}

function meets({ paths }: Pick<Expectation, "paths">, found: Pick<Found, "paths">): boolean {
  return found.paths.some((path) => paths.includes(path));
}
