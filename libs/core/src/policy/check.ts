import { jsonObject, list, read, string } from "@countersign/attest";
import type { JsonValue } from "@countersign/attest";
import type { Sha256 } from "../crypto.ts";
import { CountersignError } from "../error.ts";
import { lintPolicy } from "./lint.ts";
import { warning } from "./lint/finding.ts";
import type { PolicyFacts, PolicyFinding } from "./lint/finding.ts";
import type { LogPolicy } from "./policy.ts";
import { readPolicy } from "./reading.ts";
import { policyRemedy } from "./remedies.ts";
import { trustOf } from "./trust.ts";

/**
 * Everything to say about a policy document, errors before warnings. An error is a fault that `parsePolicy` or, where
 * the facts bring a hash, `policyVersion` would throw; as many as can be told at once. Without an error the policy is valid.
 */
export function checkPolicy(value: JsonValue, facts: PolicyFacts = {}): readonly PolicyFinding[] {
  const reading = readPolicy(value);
  if ("problems" in reading) return reading.problems.map(asFinding);
  const { policy } = reading;
  const problems = facts.crypto === undefined ? [] : problemsOf(facts.crypto, policy.log);
  return [...problems, ...lintPolicy(policy, facts), ...sharedComments(value)];
}

function problemsOf(crypto: Sha256, log: LogPolicy): readonly PolicyFinding[] {
  try {
    trustOf(crypto, log);
    return [];
  } catch (error) {
    if (error instanceof CountersignError) return [asFinding(error)];
    throw error;
  }
}

function asFinding({ code, detail }: CountersignError): PolicyFinding {
  const [at = ""] = detail.split(":", 1);
  return { level: "error", id: code, at, text: detail, remedy: policyRemedy(code) ?? "" };
}

/** The comment of a key names the machine that made it: the same one for two people is probably one hand. */
function* sharedComments(document: JsonValue): Iterable<PolicyFinding> {
  const owners = Map.groupBy(commentedKeys(document), ({ comment }) => comment);
  for (const [comment, keys] of owners) {
    const people = [...new Set(keys.map(({ id }) => id))];
    if (people.length > 1)
      yield warning(
        "key-comment-shared",
        people.join(", "),
        `Keys of ${people.join(" and ")} carry the same comment, ${JSON.stringify(comment)}: were they made on one machine?`,
        "Let everybody make a key on their own device.",
      );
  }
}

function commentedKeys(document: JsonValue): readonly { readonly id: string; readonly comment: string }[] {
  const { people = [] } = read(jsonObject, document, "policy");
  return read(list(jsonObject), people, "policy").flatMap(({ id = "", keys = [] }) =>
    read(list(string), keys, "policy").flatMap((line) => {
      const comment = line.split(" ").slice(2).join(" ");
      return comment === "" ? [] : [{ id: String(id), comment }];
    }),
  );
}
