import { boolean, dictionary, list, object, oneOf, read, string } from "@countersign/attest";
import type { JsonValue, Reader } from "@countersign/attest";
import type { Decision } from "../decision/review.ts";
import { id, names, ref, repositoryId } from "../policy/parse/forms.ts";
import { text } from "../policy/parse/text.ts";
import type { RequirementVerdict } from "../gate/verdict.ts";

/** What somebody says about the change of a case; the role as in `countersign approve --role`. */
export type CaseDecision = {
  readonly by: string;
  readonly says: Decision;
  readonly role?: string;
  readonly environments?: readonly string[];
};

/** What a case expects of the gate; what is absent is not compared. */
type Expectation = {
  readonly decision?: "allow" | "pending" | "deny" | "error";
  readonly code?: string;
  readonly requirements?: { readonly [id: string]: RequirementVerdict["state"] };
};

/** One change that lands on a settled commit, and what the gate is expected to answer. */
export type PolicyCase = {
  readonly name: string;
  readonly environment: string;
  readonly repository?: string;
  readonly ref?: string;
  /** Files that the change modifies, at least one. */
  readonly paths: readonly string[];
  /** Classes of findings in each of them; absent: nobody analysed them. */
  readonly classes?: readonly string[];
  /** E-mail addresses of the authors. */
  readonly authors: readonly string[];
  /** Whether the change was captured on another base than the one that it lands on. */
  readonly baseMoved: boolean;
  /** In their order. */
  readonly decisions: readonly CaseDecision[];
  readonly expect: Expectation;
};

/**
 * Reads `{cases: [{name, environment, paths, repository?, ref?, classes?, authors?, baseMoved?, decisions?: [{by, says?,
 * role?, environments?}], expect: {decision?, code?, requirements?: {ID: STATE}}}]}`. Codes: `policy.field-…`,
 * `policy.unknown-field`, `policy.missing-field`, `policy.text`, `policy.id`, `policy.repeated`, `policy.vacuous`.
 */
export function parseCases(value: JsonValue): readonly PolicyCase[] {
  return read(object({ cases: list(policyCase, 1) }), value, "policy").cases;
}

const says = oneOf("approve", "reject", "hold", "revoke");
const decisionFields = object({ by: id }, { says, role: id, environments: names(id, 1) });

const decision: Reader<CaseDecision> = (value, place) => ({ says: "approve", ...decisionFields(value, place) });

const state = oneOf("NOT_APPLICABLE", "UNSATISFIED", "SATISFIED", "OVERRIDDEN", "ERROR");

const expectation: Reader<Expectation> = object(
  {},
  { decision: oneOf("allow", "pending", "deny", "error"), code: text, requirements: dictionary(state) },
);

const caseFields = object(
  { name: text, environment: id, paths: names(text, 1), expect: expectation },
  {
    repository: repositoryId,
    ref,
    classes: names(text),
    authors: names(string),
    baseMoved: boolean,
    decisions: list(decision),
  },
);

const policyCase: Reader<PolicyCase> = (value, place) => ({
  authors: [],
  baseMoved: false,
  decisions: [],
  ...caseFields(value, place),
});
